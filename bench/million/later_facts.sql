-- The facts of the messages beyond the first two of a request.
INSERT INTO journal_event (at, kind, brand_id, actor, subject, person, v, data)
SELECT m.at, f.kind, m.brand_id, f.actor, f.subject, d.person, 1, f.data
FROM demand d JOIN conversations_message m ON m.conversation_id = d.conversation AND m.id NOT IN (d.message, d.answer), LATERAL (VALUES
    (CASE m.kind WHEN 'in' THEN 'message.received' ELSE 'message.written' END, m.id, coalesce('staff:' || m.staff_id, 'person:' || d.person),
        jsonb_build_object('conversation', d.conversation, 'ticket', d.id, 'channel', 'mail', 'automatic', false, 'staff', m.staff_id)),
    (CASE m.kind WHEN 'out' THEN 'ticket.answered' END, d.id, 'staff:' || m.staff_id,
        jsonb_build_object('staff', m.staff_id, 'message', m.id, 'first', false, 'wall_seconds', 600, 'business_seconds', 600))
) f (kind, subject, actor, data)
WHERE f.kind IS NOT NULL AND m.at <= now() ORDER BY m.at;
