-- A page of persons, latest change first, after (changed, id). Each brand is read in the order of its own index.
CREATE OR REPLACE FUNCTION people_page(
    only_brands uuid[], of_stage text, tag text, changed timestamptz, after_id uuid, most integer
) RETURNS TABLE (person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    near CONSTANT integer := 1000;
    seen uuid[] := ARRAY(SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands));
    fits text := 'merged_into_id IS NULL' || CASE WHEN of_stage = '' THEN '' ELSE format(' AND stage = %L', of_stage) END
        || CASE WHEN changed IS NULL THEN '' ELSE format(' AND (updated_at, id) < (%L::timestamptz, %L::uuid)', changed, after_id) END;
    in_order CONSTANT text := ' ORDER BY updated_at DESC, id DESC LIMIT ';
    arms text;
    found uuid[];
BEGIN
    SELECT string_agg(format('(SELECT id, updated_at, tags FROM people_person WHERE brand_id = %L AND %s%s%s)',
        brand, fits, in_order, CASE tag WHEN '' THEN most ELSE near END), ' UNION ALL ') INTO arms FROM unnest(seen) brand;
    IF arms IS NULL THEN
        RETURN;
    END IF;
    IF tag = '' THEN
        RETURN QUERY EXECUTE format('SELECT id FROM (%s) page%s%s', arms, in_order, most);
        RETURN;
    END IF;
    -- A common tag is met among the next thousand persons, whatever their tags; a rarer one is gathered whole by its index.
    EXECUTE format('SELECT array_agg(id) FROM (
            SELECT id FROM (SELECT * FROM (%s) arm%s%s) next WHERE tags @> ARRAY[$1]::varchar[]%s%s) page',
        arms, in_order, near, in_order, most) INTO found USING tag;
    IF coalesce(cardinality(found), 0) < most THEN
        EXECUTE format('WITH gathered AS MATERIALIZED (
                SELECT id, updated_at FROM people_person WHERE tags @> ARRAY[$1]::varchar[] AND brand_id = ANY ($2) AND %s
            ) SELECT array_agg(id) FROM (SELECT id FROM gathered%s%s) page', fits, in_order, most) INTO found USING tag, seen;
    END IF;
    RETURN QUERY SELECT unnest(found);
END $$;
