-- The stem of a folded word, as documents and questions both have it; nothing for a word that says nothing ("dans").
CREATE FUNCTION knowledge_stem(of_language text, word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN word ~ '[0-9]' THEN word
        WHEN of_language LIKE 'fr%' THEN (ts_lexize('pg_catalog.french_stem', word))[1]
        WHEN of_language LIKE 'en%' THEN (ts_lexize('pg_catalog.english_stem', word))[1]
        WHEN of_language LIKE 'de%' THEN (ts_lexize('pg_catalog.german_stem', word))[1]
        ELSE word
    END
$$;

-- The stems of some words, without their places: nothing here asks where in a text a word stands, and rows stay small.
CREATE FUNCTION knowledge_stems(of_language text, words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = public AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT DISTINCT stem FROM unnest(words) word, knowledge_stem(of_language, word) stem WHERE stem <> ''))
$$;

-- Takes an article out of the search.
CREATE FUNCTION knowledge_forget(of_article integer) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    was record;
BEGIN
    DELETE FROM knowledge_passage WHERE article_id = of_article;
    DELETE FROM knowledge_indexed WHERE article_id = of_article RETURNING brand_id, language, words INTO was;
    IF FOUND THEN
        UPDATE knowledge_word SET articles = articles - 1
            WHERE brand_id = was.brand_id AND language = was.language AND word = ANY (was.words);
        DELETE FROM knowledge_word WHERE brand_id = was.brand_id AND language = was.language AND articles < 1;
    END IF;
END $$;

-- Writes what is searched of an article, in place of what was. Words come folded, as rules/words.py cuts them.
CREATE FUNCTION knowledge_index(
    of_article integer, in_brand uuid, of_language text, is_public boolean, of_revision bigint,
    of_head text[], of_whole text[], of_note text[], of_passages jsonb
) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    held text[] := ARRAY(
        SELECT DISTINCT w FROM unnest(of_head || of_whole || of_note) w WHERE length(w) BETWEEN 2 AND 40 AND w !~ '[0-9]');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('knowledge' || in_brand::text, 0)); -- the counts of its dictionary
    PERFORM knowledge_forget(of_article);
    INSERT INTO knowledge_indexed (article_id, brand_id, language, public, revision, head, whole, note, words)
        VALUES (of_article, in_brand, of_language, is_public, of_revision, knowledge_stems(of_language, of_head),
            knowledge_stems(of_language, of_head || of_whole), knowledge_stems(of_language, of_note), held);
    INSERT INTO knowledge_passage (article_id, brand_id, place, public, heading, text, stems)
        SELECT of_article, in_brand, place, p.public, heading, text, knowledge_stems(of_language, words)
        FROM jsonb_to_recordset(of_passages) p (place smallint, public boolean, heading text, text text, words text[]);
    INSERT INTO knowledge_word (brand_id, language, word, stem, articles)
        SELECT in_brand, of_language, w, s, 1 FROM unnest(held) w, knowledge_stem(of_language, w) s WHERE s <> ''
        ON CONFLICT (brand_id, language, word) DO UPDATE SET articles = knowledge_word.articles + 1;
END $$;

-- The stems that a word which nobody wrote may stand for: two of its letters swapped, else what resembles it most.
CREATE FUNCTION knowledge_like(in_brand uuid, of_language text, typed text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = public SET pg_trgm.similarity_threshold = 0.3 AS $$
BEGIN
    IF length(typed) < 4 OR typed ~ '[0-9]' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT DISTINCT w.stem FROM generate_series(1, length(typed) - 1) i
        JOIN knowledge_word w ON w.brand_id = in_brand AND w.language = of_language
            AND w.word = overlay(typed PLACING substr(typed, i + 1, 1) || substr(typed, i, 1) FROM i FOR 2);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM set_config('pg_trgm.similarity_threshold', CASE WHEN length(typed) < 7 THEN '0.3' ELSE '0.4' END, true);
    RETURN QUERY SELECT s.stem FROM (
        SELECT w.stem, max(similarity(w.word, typed)) AS near, max(w.articles) AS common FROM knowledge_word w
        WHERE w.word % typed AND w.brand_id = in_brand AND w.language = of_language AND abs(length(w.word) - length(typed)) < 4
        GROUP BY w.stem
    ) s ORDER BY s.near DESC, s.common DESC LIMIT 3;
END $$;

-- Articles that answer a question, best first, each with the passage that answers best.
--
-- Each typed word stands for its stem, for the words or expressions that the synonyms put in its place (others, at other_places),
-- for what it begins when it is the last and unfinished, and, when nobody wrote it and it is fuzzy, for what resembles it. A word weighs the more
-- the fewer articles hold it; the eight weightiest are looked for. An article scores the share of the weight that it holds, words
-- of its head in full, others for six tenths; its best passage counts for three tenths of the whole. Candidates are those whose
-- head answers, and those that hold the rarest words: however common the words, about a thousand articles are weighed.
--
-- It looks as the owner, since behind the walls no index could serve, and keeps the wall itself.
CREATE FUNCTION knowledge_search(
    in_brand uuid, of_language text, only_public boolean, typed text[], other_places integer[], others text[],
    unfinished boolean, fuzzy boolean, most integer
) RETURNS TABLE (
    article uuid, page integer, title varchar, url_path text, public boolean, place smallint, heading varchar, passage text,
    stems text[], score double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
    found_stems text[];
    stems_of text[];
    pieces text[];
    expression text;
    held integer;
    more integer;
    unknown integer := 0;
    queries tsquery[] := '{}';
    weights double precision[] := '{}';
    holders integer[] := '{}';
    all_stems text[] := '{}';
    any_query tsquery;
    rare_query tsquery;
    heaviest double precision;
BEGIN
    IF NOT in_brand = ANY (
        coalesce(string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[], '{}')
    ) THEN
        RETURN;
    END IF;
    FOR n IN 1 .. cardinality(typed) LOOP
        found_stems := ARRAY(
            SELECT DISTINCT s FROM (
                SELECT knowledge_stem(of_language, typed[n]) AS s
                UNION ALL
                SELECT b.stem FROM (
                    SELECT w.stem FROM knowledge_word w
                    WHERE unfinished AND n = cardinality(typed) AND length(typed[n]) > 1
                        AND w.brand_id = in_brand AND w.language = of_language
                        AND w.word >= typed[n] AND w.word < typed[n] || chr(1114111)
                    ORDER BY w.articles DESC LIMIT 20) b
            ) stands_for WHERE s <> '');
        SELECT coalesce(sum(w.articles), 0) INTO held FROM knowledge_word w
            WHERE w.brand_id = in_brand AND w.language = of_language AND w.stem = ANY (found_stems);
        pieces := ARRAY(SELECT quote_literal(s) FROM unnest(found_stems) s);
        FOREACH expression IN ARRAY ARRAY(SELECT o.words FROM unnest(other_places, others) o (at, words) WHERE o.at = n - 1) LOOP
            stems_of := ARRAY(SELECT DISTINCT s FROM regexp_split_to_table(expression, ' ') w, knowledge_stem(of_language, w) s WHERE s <> '');
            CONTINUE WHEN cardinality(stems_of) = 0;
            SELECT coalesce(min(k.articles), 0) INTO more FROM (
                SELECT (SELECT coalesce(sum(w.articles), 0) FROM knowledge_word w
                    WHERE w.brand_id = in_brand AND w.language = of_language AND w.stem = s) AS articles FROM unnest(stems_of) s) k;
            CONTINUE WHEN more = 0;
            held := held + more;
            found_stems := found_stems || stems_of;
            pieces := pieces || ('(' || (SELECT string_agg(quote_literal(s), ' & ') FROM unnest(stems_of) s) || ')');
        END LOOP;
        CONTINUE WHEN cardinality(pieces) = 0;
        IF held = 0 AND fuzzy THEN
            found_stems := ARRAY(SELECT knowledge_like(in_brand, of_language, typed[n]));
            SELECT coalesce(sum(w.articles), 0) INTO held FROM knowledge_word w
                WHERE w.brand_id = in_brand AND w.language = of_language AND w.stem = ANY (found_stems);
            pieces := ARRAY(SELECT quote_literal(s) FROM unnest(found_stems) s);
            unknown := unknown + (held = 0)::integer;
        END IF;
        CONTINUE WHEN held = 0;
        queries := queries || array_to_string(pieces, ' | ')::tsquery;
        weights := weights || 1 / (1 + ln(1 + held) / ln(10));
        holders := holders || held;
        all_stems := all_stems || found_stems;
    END LOOP;
    IF cardinality(queries) = 0 THEN
        RETURN;
    END IF;
    SELECT array_agg(q ORDER BY w DESC), array_agg(w ORDER BY w DESC), array_agg(h ORDER BY w DESC)
        INTO queries, weights, holders
        FROM (SELECT * FROM unnest(queries, weights, holders) x (q, w, h) ORDER BY w DESC LIMIT 8) kept;
    SELECT string_agg(q::text, ' | ')::tsquery, sum(w) + unknown * 0.5,
            (string_agg(q::text, ' | ') FILTER (WHERE so_far < 1000 OR place = 1))::tsquery
        INTO any_query, heaviest, rare_query
        FROM (SELECT q, w, place, sum(h) OVER (ORDER BY place) AS so_far
              FROM unnest(queries, weights, holders) WITH ORDINALITY x (q, w, h, place)) o;
    RETURN QUERY
    WITH candidates AS (
        (SELECT i.article_id FROM knowledge_indexed i
            WHERE i.head @@ any_query AND i.brand_id = in_brand AND i.language = of_language AND (i.public OR NOT only_public)
            LIMIT 400)
        UNION
        (SELECT i.article_id FROM knowledge_indexed i
            WHERE i.whole @@ rare_query AND i.brand_id = in_brand AND i.language = of_language AND (i.public OR NOT only_public)
            LIMIT 1000)
        UNION
        (SELECT i.article_id FROM knowledge_indexed i
            WHERE NOT only_public AND i.note @@ rare_query AND i.brand_id = in_brand AND i.language = of_language
            LIMIT 200)
    ), weighed AS (
        SELECT i.article_id, i.public, (
                SELECT sum(w * CASE WHEN i.head @@ q THEN 1 WHEN i.whole @@ q THEN 0.6
                    WHEN NOT only_public AND i.note @@ q THEN 0.6 ELSE 0 END)
                FROM unnest(queries, weights) x (q, w)) / heaviest AS share
        FROM candidates c JOIN knowledge_indexed i ON i.article_id = c.article_id
    ), best AS (
        SELECT weighed.* FROM weighed JOIN wagtailcore_page p ON p.id = weighed.article_id AND p.live
        ORDER BY weighed.share DESC, weighed.article_id LIMIT most * 3
    )
    SELECT a.public_id, p.id, p.title, p.url_path, best.public, quoted.place, quoted.heading, quoted.text, all_stems,
        0.7 * best.share + 0.3 * coalesce(quoted.share, 0)
    FROM best
    JOIN wagtailcore_page p ON p.id = best.article_id
    JOIN knowledge_article a ON a.page_ptr_id = best.article_id
    LEFT JOIN LATERAL (
        SELECT g.place, g.heading, g.text,
            (SELECT coalesce(sum(w), 0) FROM unnest(queries, weights) x (q, w) WHERE g.stems @@ q) / heaviest AS share
        FROM knowledge_passage g WHERE g.article_id = best.article_id AND (g.public OR NOT only_public)
        ORDER BY share DESC, g.place LIMIT 1
    ) quoted ON true
    ORDER BY 10 DESC, p.id LIMIT most;
END $$;
