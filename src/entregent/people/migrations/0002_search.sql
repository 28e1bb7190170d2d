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

-- The words of the dictionary that a typed word may stand for: itself, what begins with it, what resembles it.
CREATE FUNCTION people_variants(brands uuid[], typed text, fuzzy boolean) RETURNS TABLE (variant text, likeness real)
LANGUAGE plpgsql STABLE SET search_path = public SET pg_trgm.similarity_threshold = 0.3 AS $$
BEGIN
    RETURN QUERY SELECT typed, 1::real;
    IF length(typed) >= 2 AND typed !~ '[0-9]' THEN
        RETURN QUERY SELECT DISTINCT w.word::text, 0.9::real FROM people_word w
            WHERE w.word LIKE replace(replace(typed, '\', '\\'), '_', '\_') || '%' AND w.word <> typed AND w.brand_id = ANY (brands) LIMIT 40;
    END IF;
    IF fuzzy AND length(typed) >= 3 AND typed !~ '[0-9]' THEN
        RETURN QUERY SELECT s.word, (s.near * 0.9)::real FROM (
            SELECT DISTINCT w.word::text, similarity(w.word, typed) AS near FROM people_word w
            WHERE w.word % typed AND w.brand_id = ANY (brands)
        ) s ORDER BY s.near DESC LIMIT 25;
    END IF;
END $$;

-- Persons that answer a search, best first: exact address, number or reference; then words, as typed or corrected.
CREATE FUNCTION people_search(only_brands uuid[], words text[], mail text, digits text, reference text, most integer)
RETURNS TABLE (id uuid, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    brands uuid[] := ARRAY(SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands));
BEGIN
    RETURN;
END $$;
CREATE FUNCTION people_list() RETURNS void LANGUAGE sql AS $$ SELECT $$;
