-- The conversations and what was written in them.
INSERT INTO conversations_conversation (id, brand_id, person_id, channel, subject, address, brand_address, started_at, last_message_at)
SELECT d.conversation, d.brand, d.person, 'mail', s.text, 'client' || d.n || '@example.org', 'contact@ponant.example', d.opened,
    coalesce(d.answered, d.opened)
FROM demand d JOIN subject s ON s.place = d.n % (SELECT count(*) FROM subject) ORDER BY d.opened;

INSERT INTO conversations_message (id, brand_id, conversation_id, kind, channel, person_id, staff_id, automatic, sender, recipients,
    text, html, quoted, extra, external_id, delivery, error, at)
SELECT m.id, d.brand, d.conversation, m.kind, 'mail', CASE m.kind WHEN 'in' THEN d.person END, CASE m.kind WHEN 'out' THEN d.agent END,
    false, '', '[]', t.text, '', '', '{}', '<' || m.id || '@example.org>', CASE m.kind WHEN 'in' THEN 'received' ELSE 'delivered' END, '', m.at
FROM demand d CROSS JOIN LATERAL (VALUES
    (d.message, 'in', d.opened, 1, true),
    (d.answer, 'out', d.answered, 2, d.answered IS NOT NULL),
    (uuidv7(d.answered - now()), 'in', d.answered + interval '20 minutes', 3, (d.loyal OR d.twice) AND d.resolved IS NOT NULL),
    (uuidv7(d.answered - now()), 'out', d.answered + interval '1 hour', 4, d.loyal)) m (id, kind, at, place, there)
JOIN phrase t ON t.place = (d.n * 4 + m.place) % 400
WHERE m.there ORDER BY d.opened;

INSERT INTO conversations_message (id, brand_id, conversation_id, kind, channel, person_id, staff_id, automatic, sender, recipients,
    text, html, quoted, extra, external_id, delivery, error, at)
SELECT m.id, d.brand, d.conversation, CASE WHEN i % 2 = 0 THEN 'in' ELSE 'out' END, 'mail',
    CASE WHEN i % 2 = 0 THEN d.person END, CASE WHEN i % 2 = 1 THEN d.agent END, false, '', '[]', t.text, '', '', '{}',
    '<' || m.id || '@example.org>', CASE WHEN i % 2 = 0 THEN 'received' ELSE 'delivered' END, '', d.opened + interval '3 minutes' * i
FROM demand d, generate_series(1, 298) i, LATERAL (SELECT uuidv7(d.opened - now() + i * interval '3 minutes') AS id) m, phrase t
WHERE d.long AND t.place = (d.n + i) % 400;
