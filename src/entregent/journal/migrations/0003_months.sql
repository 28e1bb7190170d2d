-- A month that nobody opened in time has its facts in the default partition, and PostgreSQL refuses to open it then: they are
-- moved first, while nobody writes there.
CREATE OR REPLACE FUNCTION journal_open_months(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date := date_trunc('month', first);
    made integer := 0;
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('journal_open_months'));
    WHILE month <= last LOOP
        name := format('journal_event_%s', to_char(month, 'YYYYMM'));
        IF to_regclass(name) IS NULL THEN
            IF made = 0 THEN
                LOCK TABLE journal_event_default IN ACCESS EXCLUSIVE MODE;
            END IF;
            EXECUTE format('CREATE TABLE %I (LIKE journal_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
            EXECUTE format(
                'WITH moved AS (DELETE FROM journal_event_default WHERE at >= %L AND at < %L RETURNING *)
                 INSERT INTO %I SELECT * FROM moved', month, month + interval '1 month', name);
            EXECUTE format('ALTER TABLE journal_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                           name, month, month + interval '1 month');
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;
