-- The requests themselves, their promises and their places in the queues; an agent has five in hand, the rest of theirs waits
-- for them since a customer wrote again.
INSERT INTO tickets_ticket (id, brand_id, number, title, person_id, conversation_id, queue_id, channel, status, type, priority,
    reason_id, assignee_id, tags, custom, opened_at, updated_at, first_response_at, resolved_at, closed_at, reopened_count, next_due_at)
SELECT d.id, d.brand, d.number, s.text || ' ' || d.n, d.person, d.conversation, d.queue, 'mail', d.status,
    CASE WHEN r(d.n, 40) < 0.7 THEN 'question' WHEN r(d.n, 40) < 0.9 THEN 'request'
         WHEN r(d.n, 40) < 0.99 THEN 'incident' ELSE 'complaint' END,
    CASE WHEN r(d.n, 41) < 0.1 THEN -1 WHEN r(d.n, 41) < 0.9 THEN 0 WHEN r(d.n, 41) < 0.99 THEN 1 ELSE 2 END,
    d.reason, d.agent, array_remove(ARRAY[
        CASE WHEN r(d.n, 42) < 0.1 THEN 'facture' END,
        CASE WHEN r(d.n, 43) < 0.01 THEN 'tempête' END,
        CASE WHEN r(d.n, 44) < 0.001 THEN 'presse' END,
        CASE WHEN d.n < 200000 AND r(d.n, 45) < 0.2 THEN 'migration' END], NULL)::varchar[],
    '{}', d.opened, d.updated, d.answered, d.resolved, CASE WHEN d.status = 'closed' THEN d.updated END, 0,
    CASE WHEN d.unsettled AND d.status <> 'pending' AND (NOT d.late) THEN d.due END
FROM demand d JOIN subject s ON s.place = d.n % (SELECT count(*) FROM subject) ORDER BY d.opened;

INSERT INTO tickets_tagplace (ticket, brand_id, tag, status, updated_at)
SELECT id, brand_id, tag, status, updated_at FROM tickets_ticket, unnest(tags) tag;

INSERT INTO tickets_promise (id, brand_id, ticket_id, policy_id, kind, state, target_seconds, activated_at, due_at, warn_at,
    left_seconds, ended_at, breached_at)
SELECT p.id, d.brand, d.id, y.id, p.kind, p.state, p.target, d.opened, p.due, NULL, p.rest, p.ended, CASE p.state WHEN 'breached' THEN p.due END
FROM demand d JOIN tickets_promisepolicy y ON y.brand_id = d.brand, LATERAL (VALUES
    (d.first_promise, 'first_response', CASE WHEN d.answered IS NULL THEN 'active' ELSE 'fulfilled' END, 14400,
        CASE WHEN d.answered IS NULL THEN d.due ELSE d.opened + interval '9 hours' END, NULL, d.answered),
    (d.last_promise, 'resolution', CASE WHEN d.late THEN 'breached' WHEN d.resolved IS NOT NULL THEN 'fulfilled'
        WHEN d.status = 'pending' THEN 'paused' ELSE 'active' END, 144000,
        CASE WHEN d.late THEN d.opened + interval '1 day' WHEN d.resolved IS NOT NULL THEN d.opened + interval '60 hours'
            WHEN d.status <> 'pending' THEN d.due + interval '1 day' END,
        CASE WHEN d.status = 'pending' AND NOT d.late THEN 3600.0 END, d.resolved)
    ) p (id, kind, state, target, due, rest, ended)
ORDER BY d.opened;

INSERT INTO routing_workitem (id, brand_id, queue_id, channel, subject, person, state, priority, extra_skills, refused_by, agent_id,
    enqueued_at, queued_at, taken_at, done_at)
SELECT d.item, d.brand, d.queue, 'mail', d.id, d.person, s.state, 0, '{}', '{}', CASE WHEN s.state <> 'waiting' THEN d.agent END,
    d.opened, d.opened, CASE WHEN s.state <> 'waiting' THEN d.answered END, CASE WHEN s.state = 'done' THEN coalesce(d.resolved, d.answered) END
FROM demand d, LATERAL (SELECT CASE WHEN d.status IN ('resolved', 'closed', 'pending', 'on_hold') THEN 'done'
    WHEN d.agent IS NULL OR r(d.n, 50) > 0.12 THEN 'waiting' ELSE 'taken' END AS state) s
ORDER BY d.opened;

SELECT setval('tickets_number_' || replace(brand::text, '-', ''), number) FROM (
    SELECT h.id AS brand, (SELECT max(number) FROM demand d WHERE d.brand = h.id) AS number, tickets_next_number(h.id) FROM house h) last;
