-- Words of a title, the newest changes first. Each word may be begun where that costs nothing: among the newest tickets, read
-- in their order until there are enough. Beyond them the index gathers whole words, of which the last one may be begun. Where
-- nothing has them whole, all may be: a beginning gathers every word that it may become, however few tickets the others leave.
CREATE OR REPLACE FUNCTION tickets_search(brands uuid[], words text[], most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    near CONSTANT integer := 2000;
    gathered CONSTANT integer := 5000;
    begun tsquery := (
        SELECT to_tsquery('pg_catalog.simple', string_agg(quote_literal(word) || ':*', ' & ')) FROM unnest(words) word);
    whole tsquery := (
        SELECT to_tsquery('pg_catalog.simple',
            string_agg(quote_literal(word) || CASE place WHEN cardinality(words) THEN ':*' ELSE '' END, ' & '))
        FROM unnest(words) WITH ORDINALITY typed (word, place));
    seen uuid[] := ARRAY(
        SELECT b FROM unnest(brands) b
        WHERE b = ANY (string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[])
    );
    arms text;
    newest uuid[];
    older uuid[];
    wanted tsquery;
BEGIN
    SELECT string_agg(format(
            '(SELECT id, title, updated_at FROM tickets_ticket WHERE brand_id = %L ORDER BY updated_at DESC LIMIT %s)',
            brand, near), ' UNION ALL ') INTO arms FROM unnest(seen) brand;
    IF arms IS NULL THEN
        RETURN;
    END IF;
    -- The words of a title are made here, not by tickets_words: called for each row, it costs five times as much.
    EXECUTE format('SELECT array_agg(id) FROM (
            SELECT id FROM (SELECT * FROM (%s) arm ORDER BY updated_at DESC LIMIT %s) recent
            WHERE to_tsvector(''pg_catalog.simple'', lower(unaccent(''unaccent'', title))) @@ $1
            ORDER BY updated_at DESC LIMIT %s) found', arms, near, most) INTO newest USING begun;
    IF coalesce(cardinality(newest), 0) < most THEN
        FOREACH wanted IN ARRAY ARRAY[whole, begun] LOOP
            older := ARRAY(SELECT id FROM (
                    SELECT t.id, t.updated_at FROM tickets_ticket t
                    WHERE tickets_words(t.title) @@ wanted AND t.brand_id = ANY (seen) LIMIT gathered
                ) fitting ORDER BY updated_at DESC LIMIT most);
            EXIT WHEN cardinality(older) > 0 OR cardinality(words) = 1;
        END LOOP;
    END IF;
    RETURN QUERY SELECT t.id FROM tickets_ticket t WHERE t.id = ANY (newest || older) ORDER BY t.updated_at DESC LIMIT most;
END $$;
