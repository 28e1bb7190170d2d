-- The order of a bigserial is not the order of commits: followers read by (xid, id), and only what every running
-- transaction has left behind.
CREATE TABLE journal_event (
    id bigint GENERATED ALWAYS AS IDENTITY,
    xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    at timestamptz NOT NULL,
    kind varchar(60) NOT NULL,
    brand_id uuid NOT NULL,
    actor varchar(60) NOT NULL,
    subject uuid NOT NULL,
    person uuid,
    v smallint NOT NULL DEFAULT 1,
    data jsonb NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE INDEX journal_event_order ON journal_event (xid, id);
CREATE INDEX journal_event_subject ON journal_event (subject, id);
CREATE INDEX journal_event_person ON journal_event (person, id) WHERE person IS NOT NULL;
CREATE INDEX journal_event_figures ON journal_event (brand_id, kind, at);

CREATE TABLE journal_event_default PARTITION OF journal_event DEFAULT;

-- The running processes own nothing: this function is the only thing they may build, and only this.
CREATE FUNCTION journal_open_months(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date := date_trunc('month', first);
    made integer := 0;
BEGIN
    WHILE month <= last LOOP
        IF to_regclass(format('journal_event_%s', to_char(month, 'YYYYMM'))) IS NULL THEN
            EXECUTE format('CREATE TABLE journal_event_%s PARTITION OF journal_event FOR VALUES FROM (%L) TO (%L)',
                           to_char(month, 'YYYYMM'), month, month + interval '1 month');
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;

SELECT journal_open_months((current_date - interval '5 months')::date, (current_date + interval '3 months')::date);

-- The first transaction that may still append a fact below the newest: what is before it is settled and may be read.
-- A snapshot names the transactions that run in the whole server; those proven to be in another database cannot write
-- here, and are left out so that a neighbour's long transaction does not hold our followers back.
CREATE FUNCTION journal_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE NOT EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
          AND transactionid = running::xid
          AND datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
    )
$$;
