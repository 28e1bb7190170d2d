-- Transaction numbers are a server's own: an installation brought to another server meets smaller ones, and its followers,
-- whose cursors stand at the old numbers, would wait for years. What is added here makes the order go on where it stopped;
-- `entregent migrate` sets it anew when it finds facts from the future (journal/move.py).
CREATE FUNCTION journal_epoch() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 0::bigint';

-- The number of this transaction in the order of facts.
CREATE FUNCTION journal_xid() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT pg_current_xact_id()::text::bigint + public.journal_epoch()
$$;

ALTER TABLE journal_event ALTER COLUMN xid SET DEFAULT public.journal_xid();

-- As before, in the same order.
CREATE OR REPLACE FUNCTION journal_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT public.journal_epoch()
         + coalesce(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE NOT EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
          AND transactionid = running::xid
          AND datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
    )
$$;
