-- An agent has room for a channel only if they have at hand what it takes.
CREATE OR REPLACE FUNCTION routing_recount(of_agent uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    -- Locked first, counted in the next statement: the count then sees every change made before the lock was ours.
    PERFORM FROM routing_presence WHERE staff_id = of_agent FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH held AS MATERIALIZED (
        SELECT channel, count(*) AS n
        FROM routing_workitem
        WHERE agent_id = of_agent AND state IN ('offered', 'taken', 'wrap_up')
        GROUP BY channel
    ), limits AS MATERIALIZED (
        SELECT DISTINCT ON (channel) channel, "limit", alone
        FROM routing_capacity
        WHERE staff_id = of_agent OR staff_id IS NULL
        ORDER BY channel, staff_id NULLS LAST
    )
    UPDATE routing_presence SET
        held = coalesce((SELECT jsonb_object_agg(channel, n) FROM held), '{}'),
        open_to = ARRAY(
            SELECT own.channel
            FROM limits own LEFT JOIN held USING (channel)
            WHERE coalesce(held.n, 0) < own."limit"
              AND own.channel <> ALL (lacks)
              AND NOT EXISTS (
                  SELECT FROM held other JOIN limits rule USING (channel)
                  WHERE other.channel <> own.channel AND (rule.alone OR own.alone AND other.channel IN ('call', 'chat'))
              )
            ORDER BY own.channel
        )
    WHERE staff_id = of_agent;
END $$;

CREATE TRIGGER routing_presence_equipped AFTER UPDATE OF lacks ON routing_presence FOR EACH ROW
    WHEN (OLD.lacks IS DISTINCT FROM NEW.lacks) EXECUTE FUNCTION routing_presence_made();

SELECT routing_recount(staff_id) FROM routing_presence ORDER BY staff_id;
