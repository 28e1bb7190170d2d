-- The persons, their places in the lists by tag, the dictionary of their names, their addresses.
INSERT INTO people_person (id, brand_id, given_name, family_name, title, language, stage, is_consumer, external_reference,
    street, postcode, city, country, tags, custom, search_key, created_at, updated_at)
SELECT p.id, p.brand, g.name, f.name, '', 'fr',
    CASE WHEN r(p.n, 4) < 0.7 THEN 'active' WHEN r(p.n, 4) < 0.9 THEN 'new'
         WHEN r(p.n, 4) < 0.99 THEN 'lost' ELSE 'at_risk' END,
    true, 'SOC-' || p.n, (p.n % 200) || ' rue de la Mairie', lpad((p.n % 95000)::text, 5, '0'), 'Plougastel', 'FR',
    array_remove(ARRAY[
        CASE WHEN r(p.n, 5) < 0.1 THEN 'fidèle' END,
        CASE WHEN r(p.n, 6) < 0.01 THEN 'vip' END,
        CASE WHEN r(p.n, 7) < 0.001 THEN 'presse' END,
        CASE WHEN p.n < 100000 AND r(p.n, 8) < 0.3 THEN 'ancien' END], NULL)::varchar[],
    '{}',
    g.key || ' ' || f.key || ' soc ' || p.n || CASE WHEN r(p.n, 9) < 0.7
        THEN ' 3363998' || lpad((p.n % 10000)::text, 4, '0') || ' 063998' || lpad((p.n % 10000)::text, 4, '0') ELSE '' END
        || CASE WHEN r(p.n, 10) < 0.85 THEN ' ' || g.mail || ' ' || f.mail || p.n ELSE '' END,
    p.made, CASE WHEN p.n < 100000 THEN p.made ELSE p.made + (now() - p.made) * r(p.n, 11) END
FROM person p
JOIN given g ON g.place = floor(r(p.n, 2) * (SELECT count(*) FROM given))
JOIN family f ON f.place = floor(r(p.n, 3) ^ 2 * (SELECT count(*) FROM family))
ORDER BY p.n;

INSERT INTO people_tagplace (person, brand_id, tag, stage, updated_at)
SELECT id, brand_id, tag, stage, updated_at FROM people_person, unnest(tags) tag;

INSERT INTO people_word (brand_id, word)
SELECT DISTINCT brand_id, w FROM people_person, unnest(string_to_array(search_key, ' ')) w
WHERE length(w) BETWEEN 2 AND 40 AND w !~ '[0-9]';

INSERT INTO people_handle (id, brand_id, person_id, kind, value, label, source, last_seen_at, times_chosen)
SELECT uuidv7(created_at - now()), brand_id, id, 'mail',
    g.mail || '.' || f.mail || p.n || '@example.org', '', 'mail', updated_at, 0
FROM person p JOIN people_person USING (id)
JOIN given g ON g.place = floor(r(p.n, 2) * (SELECT count(*) FROM given))
JOIN family f ON f.place = floor(r(p.n, 3) ^ 2 * (SELECT count(*) FROM family))
WHERE r(p.n, 10) < 0.85;

-- The numbers that fiction may use are ten thousand: each is shared by seventy persons, far more than in life.
INSERT INTO people_handle (id, brand_id, person_id, kind, value, label, source, last_seen_at, times_chosen)
SELECT uuidv7(p.made - now()), p.brand, p.id, 'phone', '+3363998' || lpad((p.n % 10000)::text, 4, '0'), '', 'import', p.made, 0
FROM person p WHERE r(p.n, 9) < 0.7;

INSERT INTO people_position (id, brand_id, person_id, organisation_id, role)
SELECT uuidv7(), p.brand, p.id, o.id, 'Contact'
FROM person p JOIN (SELECT id, brand_id, row_number() OVER (PARTITION BY brand_id ORDER BY id) AS place FROM people_organisation) o
    ON o.brand_id = p.brand AND o.place = p.place % 4000 + 1
WHERE r(p.n, 12) < 0.05;
