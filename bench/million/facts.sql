-- What the journal would hold of all this: each request's facts stand together, in the order in which they happened.
INSERT INTO journal_event (at, kind, brand_id, actor, subject, person, v, data)
SELECT made, 'person.created', brand, 'system:mail', id, id, 1, '{"source": "mail"}' FROM person ORDER BY n;

INSERT INTO journal_event (at, kind, brand_id, actor, subject, person, v, data)
SELECT f.at, f.kind, d.brand, f.actor, f.subject, d.person, 1, f.data
FROM (SELECT *, 'person:' || person AS customer, 'staff:' || coalesce(agent::text, '') AS colleague FROM demand) d, LATERAL (VALUES
    (d.opened, 'conversation.started', d.customer, d.conversation, '{"channel": "mail"}'::jsonb),
    (d.opened, 'ticket.opened', d.customer, d.id, jsonb_build_object('number', d.number, 'channel', 'mail', 'queue', d.queue, 'conversation', d.conversation, 'parent', NULL)),
    (d.opened, 'promise.activated', d.customer, d.first_promise, jsonb_build_object('ticket', d.id, 'promise', 'first_response', 'due', d.due, 'target', 14400)),
    (d.opened, 'promise.activated', d.customer, d.last_promise, jsonb_build_object('ticket', d.id, 'promise', 'resolution', 'due', d.due, 'target', 144000)),
    (d.opened, 'message.received', d.customer, d.message, jsonb_build_object('conversation', d.conversation, 'ticket', d.id, 'channel', 'mail', 'automatic', false)),
    (d.opened, 'item.queued', d.customer, d.id, jsonb_build_object('item', d.item, 'queue', d.queue, 'ticket', d.id, 'channel', 'mail', 'priority', 0)),
    (CASE WHEN d.agent IS NOT NULL THEN d.answered END, 'item.taken', d.colleague, d.id, jsonb_build_object('item', d.item, 'queue', d.queue, 'ticket', d.id, 'staff', d.agent, 'how', 'offer', 'waited', 60.0)),
    (CASE WHEN d.agent IS NOT NULL THEN d.answered END, 'ticket.assigned', d.colleague, d.id, jsonb_build_object('staff', d.agent, 'before', NULL)),
    (d.answered, 'message.written', d.colleague, d.answer, jsonb_build_object('conversation', d.conversation, 'ticket', d.id, 'channel', 'mail', 'automatic', false, 'staff', d.agent)),
    (d.answered, 'ticket.answered', d.colleague, d.id, jsonb_build_object('staff', d.agent, 'message', d.answer, 'first', true, 'wall_seconds', extract(epoch FROM d.answered - d.opened), 'business_seconds', 3600)),
    (d.answered, 'promise.fulfilled', d.colleague, d.first_promise, jsonb_build_object('ticket', d.id, 'promise', 'first_response', 'used', 3600, 'target', 14400)),
    (CASE WHEN d.late THEN d.opened + interval '1 day' END, 'promise.breached', 'system:clock', d.last_promise, jsonb_build_object('ticket', d.id, 'promise', 'resolution', 'due', d.due, 'staff', d.agent)),
    (d.resolved, 'ticket.resolved', d.colleague, d.id, jsonb_build_object('staff', d.agent, 'wall_seconds', extract(epoch FROM d.resolved - d.opened), 'transfers', 0)),
    (CASE WHEN NOT d.late THEN d.resolved END, 'promise.fulfilled', d.colleague, d.last_promise, jsonb_build_object('ticket', d.id, 'promise', 'resolution', 'used', 36000, 'target', 144000)),
    (d.resolved, 'item.finished', d.colleague, d.id, jsonb_build_object('item', d.item, 'queue', d.queue, 'ticket', d.id, 'staff', d.agent, 'handled', 240.0, 'wrapped_up', 0.0)),
    (CASE WHEN d.status = 'closed' THEN d.updated END, 'ticket.closed', 'system:clock', d.id, '{}')
) f (at, kind, actor, subject, data)
WHERE f.at <= now();
