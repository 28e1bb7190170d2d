-- The person behind an address that nobody had: made once, whichever of two processes comes first.
CREATE FUNCTION people_identify(
    new_person uuid, new_handle uuid, in_brand uuid, of_kind varchar, address varchar,
    title varchar, given varchar, family varchar, key text, came_from varchar, seen timestamptz
) RETURNS uuid LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    known uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(in_brand::text || of_kind || address, 0));
    -- A new statement sees what the process that held the lock has just committed.
    SELECT coalesce(p.merged_into_id, p.id) INTO known
        FROM people_handle h JOIN people_person p ON p.id = h.person_id
        WHERE h.brand_id = in_brand AND h.kind = of_kind AND h.value = address
        ORDER BY h.times_chosen DESC, h.last_seen_at DESC LIMIT 1;
    IF FOUND THEN
        RETURN known;
    END IF;
    INSERT INTO people_person (id, brand_id, title, given_name, family_name, search_key, created_at, updated_at,
            language, stage, is_consumer, external_reference, street, postcode, city, country, tags, custom)
        VALUES (new_person, in_brand, title, given, family, key, seen, seen, '', 'new', true, '', '', '', '', '', '{}', '{}');
    INSERT INTO people_handle (id, brand_id, person_id, kind, value, label, source, last_seen_at, times_chosen)
        VALUES (new_handle, in_brand, new_person, of_kind, address, '', came_from, seen, 0);
    RETURN new_person;
END $$;

-- The brands whose rows the current transaction may see.
CREATE FUNCTION people_brands() RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[], '{}')
$$;

-- The dictionary of names. It is filled here so that no way of writing persons (imports, COPY, merges) can forget it. Words
-- are not unique by constraint: two transactions that meet the same new word must not wait for each other.
CREATE FUNCTION people_learn_words(in_brand uuid, key text) RETURNS void LANGUAGE sql SET search_path = public AS $$
    INSERT INTO people_word (brand_id, word)
    SELECT in_brand, w FROM unnest(string_to_array(key, ' ')) w
    WHERE length(w) BETWEEN 2 AND 40 AND w !~ '[0-9]'
        AND NOT EXISTS (SELECT 1 FROM people_word known WHERE known.brand_id = in_brand AND known.word = w)
$$;

CREATE FUNCTION people_learn_words_of_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    PERFORM people_learn_words(NEW.brand_id, NEW.search_key);
    RETURN NULL;
END $$;

CREATE FUNCTION people_learn_words_of_new() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    INSERT INTO people_word (brand_id, word)
    SELECT DISTINCT fresh.brand_id, w FROM fresh, unnest(string_to_array(fresh.search_key, ' ')) w
    WHERE length(w) BETWEEN 2 AND 40 AND w !~ '[0-9]'
        AND NOT EXISTS (SELECT 1 FROM people_word known WHERE known.brand_id = fresh.brand_id AND known.word = w);
    RETURN NULL;
END $$;

CREATE TRIGGER people_words_of_new AFTER INSERT ON people_person
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_learn_words_of_new();
CREATE TRIGGER people_words_of_changed AFTER UPDATE OF search_key ON people_person
    FOR EACH ROW WHEN (OLD.search_key IS DISTINCT FROM NEW.search_key) EXECUTE FUNCTION people_learn_words_of_changed();

-- The words of the dictionary that a typed word may stand for: itself; what begins with it when ``unfinished``; when ``fuzzy``, two
-- letters swapped and what resembles it. The longer the word, the more alike: a slip costs it fewer of its trigrams.
CREATE FUNCTION people_variants(brands uuid[], typed text, unfinished boolean, fuzzy boolean)
RETURNS TABLE (variant text, likeness real)
LANGUAGE plpgsql STABLE SET search_path = public SET pg_trgm.similarity_threshold = 0.3 AS $$
BEGIN
    RETURN QUERY SELECT typed, 1::real;
    IF typed ~ '[0-9]' OR length(typed) < 2 THEN
        RETURN;
    END IF;
    IF unfinished THEN
        RETURN QUERY SELECT s.word, 0.9::real FROM (
            SELECT DISTINCT w.word::text FROM people_word w
            WHERE w.word ~>=~ typed AND w.word ~<~ (typed || chr(1114111)) AND w.word <> typed AND w.brand_id = ANY (brands)
            LIMIT 20
        ) s;
    END IF;
    IF NOT fuzzy OR length(typed) < 3 THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT DISTINCT w.word::text, 0.85::real
        FROM generate_series(1, length(typed) - 1) i
        JOIN people_word w ON w.word = overlay(typed PLACING substr(typed, i + 1, 1) || substr(typed, i, 1) FROM i FOR 2)
            AND w.brand_id = ANY (brands)
        WHERE w.word <> typed;
    PERFORM set_config('pg_trgm.similarity_threshold',
        CASE WHEN length(typed) < 7 THEN '0.3' WHEN length(typed) < 10 THEN '0.4' ELSE '0.5' END, true);
    RETURN QUERY SELECT s.word, (s.near * 0.9)::real FROM (
        SELECT DISTINCT w.word::text, similarity(w.word, typed) AS near FROM people_word w
        WHERE w.word % typed AND w.word <> typed AND w.brand_id = ANY (brands)
    ) s ORDER BY s.near DESC LIMIT 15;
END $$;

-- Persons whose words match all the typed ones, as typed or (``fuzzy``) corrected; then, for want of any, all but one of them.
CREATE FUNCTION people_by_words(brands uuid[], words text[], fuzzy boolean, most integer)
RETURNS TABLE (person uuid, likeness real)
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE
    places integer[];
    variants text[];
    likenesses real[];
    conditions text[];
    condition text;
    query text := $query$
        WITH found AS (
            SELECT id, coalesce(merged_into_id, id) AS kept, search_key, updated_at FROM people_person
            WHERE (%s) AND brand_id = ANY ($1) LIMIT 200
        )
        SELECT scored.kept, (scored.score / $5)::real FROM (
            SELECT found.kept, found.updated_at,
                (SELECT sum(best) FROM (
                    SELECT max(v.likeness) AS best
                    FROM unnest(string_to_array(found.search_key, ' ')) k
                    JOIN unnest($2, $3, $4) v (place, variant, likeness) ON v.variant = k
                    GROUP BY v.place) b) AS score
            FROM found
        ) scored ORDER BY scored.score DESC, scored.updated_at DESC LIMIT $6
    $query$;
BEGIN
    SELECT array_agg(w.place), array_agg(v.variant), array_agg(v.likeness) INTO places, variants, likenesses
        FROM unnest(words) WITH ORDINALITY w (word, place),
            people_variants(brands, w.word, w.place = cardinality(words), fuzzy) v;
    SELECT array_agg(format('string_to_array(search_key, '' '') && %L::text[]', s.set) ORDER BY s.place) INTO conditions
        FROM (SELECT p.place, array_agg(DISTINCT p.variant) AS set
              FROM unnest(places, variants) p (place, variant) GROUP BY p.place) s;
    condition := array_to_string(conditions, ' AND ');
    RETURN QUERY EXECUTE format(query, condition) USING brands, places, variants, likenesses, cardinality(words), most;
    IF FOUND OR NOT fuzzy OR cardinality(words) < 2 THEN
        RETURN;
    END IF;
    SELECT string_agg('(' || array_to_string(ARRAY(
        SELECT c FROM unnest(conditions) WITH ORDINALITY o (c, place) WHERE o.place <> without), ' AND ') || ')', ' OR ')
        INTO condition FROM generate_series(1, cardinality(conditions)) without;
    RETURN QUERY EXECUTE format(query, condition) USING brands, places, variants, likenesses, cardinality(words), most;
END $$;

-- Persons that answer a search, best first. Exact addresses, numbers and references score 2 and their beginnings or ends 1.5;
-- words score up to 1: as typed first, corrected only when that finds next to nobody.
CREATE FUNCTION people_search(
    only_brands uuid[], words text[], mail text, starts text[], ending text, reference text, most integer
) RETURNS TABLE (person uuid, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    brands uuid[] := ARRAY(SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands));
    begun text;
    got integer := 0;
    more integer;
BEGIN
    FOREACH begun IN ARRAY CASE WHEN mail = '' THEN starts ELSE starts || mail END LOOP
        RETURN QUERY SELECT coalesce(p.merged_into_id, p.id), CASE WHEN h.value = begun THEN 2 ELSE 1.5 END::real
            FROM people_handle h JOIN people_person p ON p.id = h.person_id
            WHERE h.value::text ~>=~ begun AND h.value::text ~<~ (begun || chr(1114111)) AND h.brand_id = ANY (brands)
            ORDER BY h.value::text USING ~<~ LIMIT most;
        GET DIAGNOSTICS more = ROW_COUNT;
        got := got + more;
    END LOOP;
    IF ending <> '' AND got < most THEN
        RETURN QUERY SELECT coalesce(p.merged_into_id, p.id), 1.5::real
            FROM people_handle h JOIN people_person p ON p.id = h.person_id
            WHERE h.kind = 'phone' AND reverse(h.value) ~>=~ reverse(ending)
                AND reverse(h.value) ~<~ (reverse(ending) || chr(1114111)) AND h.brand_id = ANY (brands)
            LIMIT most;
        GET DIAGNOSTICS more = ROW_COUNT;
        got := got + more;
    END IF;
    IF reference <> '' THEN
        RETURN QUERY SELECT coalesce(p.merged_into_id, p.id), 2::real
            FROM people_person p WHERE p.external_reference = reference AND p.brand_id = ANY (brands) LIMIT most;
        GET DIAGNOSTICS more = ROW_COUNT;
        got := got + more;
    END IF;
    IF cardinality(words) = 0 OR (got > 0 AND mail <> '') THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM people_by_words(brands, words, false, most);
    GET DIAGNOSTICS more = ROW_COUNT;
    IF got + more < least(most, 5) THEN
        RETURN QUERY SELECT * FROM people_by_words(brands, words, true, most);
    END IF;
END $$;

-- A page of persons, latest change first, after (changed, id). Each brand is read in the order of its own index.
CREATE FUNCTION people_page(
    only_brands uuid[], of_stage text, tag text, changed timestamptz, after_id uuid, most integer
) RETURNS TABLE (person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    condition text := 'merged_into_id IS NULL';
    rare uuid[] := '{}';
    query text;
BEGIN
    IF of_stage <> '' THEN
        condition := condition || format(' AND stage = %L', of_stage);
    END IF;
    IF tag <> '' THEN
        condition := condition || format(' AND tags @> ARRAY[%L]::varchar[]', tag);
        -- A rare tag is sorted; a common one is soon met on the way. The planner cannot know which it is.
        SELECT array_agg(tagged.id) INTO rare FROM (
            SELECT id FROM people_person WHERE tags @> ARRAY[tag]::varchar[] LIMIT 5001) tagged;
        IF coalesce(cardinality(rare), 0) <= 5000 THEN
            condition := condition || ' AND id = ANY ($1)';
        END IF;
    END IF;
    IF changed IS NOT NULL THEN
        condition := condition || format(' AND (updated_at, id) < (%L::timestamptz, %L::uuid)', changed, after_id);
    END IF;
    SELECT string_agg(format(
            '(SELECT id, updated_at FROM people_person WHERE brand_id = %L AND %s ORDER BY updated_at DESC, id DESC LIMIT %s)',
            brand, condition, most), ' UNION ALL ') INTO query
        FROM (SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands)) allowed (brand);
    IF query IS NOT NULL THEN
        RETURN QUERY EXECUTE format('SELECT id FROM (%s) page ORDER BY updated_at DESC, id DESC LIMIT %s', query, most)
            USING coalesce(rare, '{}');
    END IF;
END $$;

-- Organisations by a part of their name, as typed or nearly.
CREATE FUNCTION people_search_organisations(only_brands uuid[], typed text, most integer) RETURNS TABLE (organisation uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET pg_trgm.word_similarity_threshold = 0.4 AS $$
    SELECT o.id FROM people_organisation o
    WHERE o.brand_id = ANY (ARRAY(SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands)))
        AND (o.name ILIKE '%' || regexp_replace(typed, '([\\%_])', '\\\1', 'g') || '%' OR o.name %> typed)
    ORDER BY word_similarity(typed, o.name) DESC, o.name LIMIT most
$$;
