-- The tickets that have a tag, by their last change, after a place (moved, id) in that order; what else they must be is
-- column → value. Runs as the owner, because behind a wall the index of tags is not used, and holds the wall itself.
CREATE FUNCTION tickets_tagged(
    only_brands uuid[], statuses text[], tag text, kept jsonb, descending boolean, place timestamptz, place_id uuid, most integer
) RETURNS TABLE (ticket uuid, moved timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    near CONSTANT integer := 1000;
    seen uuid[] := ARRAY(SELECT unnest(only_brands)
        INTERSECT SELECT unnest(string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[]));
    fits text := (
        SELECT coalesce(string_agg(format(
            CASE value WHEN 'null' THEN ' AND %I IS NULL' ELSE ' AND %I = %L' END, key, value #>> '{}'), ''), '')
        FROM jsonb_each(kept));
    after text := CASE WHEN place IS NULL THEN '' ELSE format(
        ' AND (updated_at, id) %s (%L::timestamptz, %L::uuid)', CASE WHEN descending THEN '<' ELSE '>' END, place, place_id) END;
    direction text := CASE WHEN descending THEN 'DESC' ELSE 'ASC' END;
    in_order text := format(' ORDER BY updated_at %s, id %s LIMIT ', direction, direction);
    arms text;
    tickets uuid[];
    moments timestamptz[];
BEGIN
    -- A common tag is met among the next thousand tickets, whatever their tags; a rarer one is gathered whole by its index.
    SELECT string_agg(format('(SELECT * FROM tickets_ticket WHERE brand_id = %L AND status = %L AND merged_into_id IS NULL%s%s%s)',
        brand, status, after, in_order, near), ' UNION ALL ') INTO arms FROM unnest(seen) brand, unnest(statuses) status;
    IF arms IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT array_agg(id), array_agg(updated_at) FROM (
            SELECT id, updated_at FROM (SELECT * FROM (%s) arm%s%s) next WHERE tags @> ARRAY[$1]::varchar[]%s%s%s) found',
        arms, in_order, near, fits, in_order, most) INTO tickets, moments USING tag;
    IF coalesce(cardinality(tickets), 0) < most THEN
        EXECUTE format('WITH gathered AS MATERIALIZED (
                SELECT id, updated_at FROM tickets_ticket
                WHERE tags @> ARRAY[$1]::varchar[] AND brand_id = ANY ($2) AND status = ANY ($3) AND merged_into_id IS NULL%s%s
            ) SELECT array_agg(id), array_agg(updated_at) FROM (SELECT * FROM gathered%s%s) found',
            after, fits, in_order, most) INTO tickets, moments USING tag, seen, statuses;
    END IF;
    RETURN QUERY SELECT * FROM unnest(tickets, moments);
END $$;
