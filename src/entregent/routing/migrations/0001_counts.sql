-- What an agent has in hand and has room for, kept beside the presence that the router locks: a decision reads one row an
-- agent, and a second dispatcher that waited for that row sees what the first one gave. The functions belong to the owner of
-- the tables: an agent who serves several brands is counted whole, whoever makes the change.
CREATE FUNCTION routing_recount(of_agent uuid) RETURNS void
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
              AND NOT EXISTS (
                  SELECT FROM held other JOIN limits rule USING (channel)
                  WHERE other.channel <> own.channel AND (rule.alone OR own.alone AND other.channel IN ('call', 'chat'))
              )
            ORDER BY own.channel
        )
    WHERE staff_id = of_agent;
END $$;

CREATE FUNCTION routing_item_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.agent_id IS NOT NULL THEN
        PERFORM routing_recount(OLD.agent_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.agent_id IS NOT NULL
       AND (TG_OP = 'INSERT' OR NEW.agent_id IS DISTINCT FROM OLD.agent_id) THEN
        PERFORM routing_recount(NEW.agent_id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER routing_item_made AFTER INSERT ON routing_workitem FOR EACH ROW
    WHEN (NEW.agent_id IS NOT NULL) EXECUTE FUNCTION routing_item_changed();
CREATE TRIGGER routing_item_moved AFTER UPDATE ON routing_workitem FOR EACH ROW
    WHEN (OLD.agent_id IS DISTINCT FROM NEW.agent_id
          OR (OLD.state IN ('offered', 'taken', 'wrap_up')) <> (NEW.state IN ('offered', 'taken', 'wrap_up')))
    EXECUTE FUNCTION routing_item_changed();
CREATE TRIGGER routing_item_gone AFTER DELETE ON routing_workitem FOR EACH ROW
    WHEN (OLD.agent_id IS NOT NULL) EXECUTE FUNCTION routing_item_changed();

CREATE FUNCTION routing_capacity_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM routing_recount(staff_id) FROM routing_presence
    WHERE (TG_OP <> 'INSERT' AND (OLD.staff_id IS NULL OR staff_id = OLD.staff_id))
       OR (TG_OP <> 'DELETE' AND (NEW.staff_id IS NULL OR staff_id = NEW.staff_id))
    ORDER BY staff_id;
    RETURN NULL;
END $$;

CREATE TRIGGER routing_capacity_set AFTER INSERT OR UPDATE OR DELETE ON routing_capacity FOR EACH ROW
    EXECUTE FUNCTION routing_capacity_changed();

CREATE FUNCTION routing_presence_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM routing_recount(NEW.staff_id);
    RETURN NULL;
END $$;

CREATE TRIGGER routing_presence_made AFTER INSERT ON routing_presence FOR EACH ROW
    EXECUTE FUNCTION routing_presence_made();

INSERT INTO routing_capacity (staff_id, channel, "limit", alone) VALUES
    (NULL, 'mail', 5, false), (NULL, 'call', 1, true), (NULL, 'chat', 3, false),
    (NULL, 'letter', 5, false), (NULL, 'callback', 1, false), (NULL, 'task', 5, false);
INSERT INTO routing_pausereason (name, code, active, is_paid, position) VALUES
    ('Sans réponse', 'no_answer', true, true, 90);
