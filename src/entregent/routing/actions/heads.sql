-- What may be given first of each lane, in the order of urgency (rules.urgency): its keys, then the item.
-- Those behind the first of a lane may be given to nobody that it may not be given to. A walk along the index.
WITH RECURSIVE
queue AS MATERIALIZED (
    SELECT q.id, q.priority, greatest(q.target_seconds, 1) AS target, q.id = ANY (%(closed)s::uuid[]) AS closed
    FROM routing_queue q
    WHERE q.active
      AND (%(everything)s OR q.id = ANY (%(queues)s::uuid[])
           OR q.id IN (SELECT m.queue_id FROM routing_queuemember m WHERE m.staff_id = ANY (%(agents)s::uuid[])))
),
head (queue_id, lane, id, channel, priority, enqueued_at) AS (
    SELECT queue.id, first.*
    FROM queue CROSS JOIN LATERAL (
        SELECT i.lane, i.id, i.channel, i.priority, i.enqueued_at FROM routing_workitem i
        WHERE i.queue_id = queue.id AND i.state = 'waiting' AND i.id <> ALL (%(skip_items)s::uuid[])
        ORDER BY i.lane, i.enqueued_at, i.id LIMIT 1
    ) first
    WHERE queue.id = ANY (%(room_queues)s::uuid[])
    UNION ALL
    SELECT head.queue_id, next.*
    FROM head CROSS JOIN LATERAL (
        SELECT i.lane, i.id, i.channel, i.priority, i.enqueued_at FROM routing_workitem i
        WHERE i.queue_id = head.queue_id AND i.lane > head.lane AND i.state = 'waiting'
          AND i.id <> ALL (%(skip_items)s::uuid[])
        ORDER BY i.lane, i.enqueued_at, i.id LIMIT 1
    ) next
)
SELECT -(head.priority + queue.priority) AS priority, -extract(epoch FROM %(now)s - head.enqueued_at)::float8 / queue.target AS pressure,
       head.id
FROM head JOIN queue ON queue.id = head.queue_id
-- Where somebody had room when the batch began (room.sql): who has taken something since is found out by the decision.
JOIN unnest(%(room_queues)s::uuid[], %(room_channels)s::text[]) room (queue_id, channel)
    ON room.queue_id = head.queue_id AND room.channel = head.channel
-- Hours say when a caller is received; what is written may be worked on by whoever is there.
WHERE NOT (queue.closed AND head.channel = ANY (%(bound_by_hours)s::text[]))
ORDER BY 1, 2, 3
