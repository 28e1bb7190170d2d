-- One decision: of these items, in this order, the first that a free agent may be given; the first of its free agents; the
-- offer and its reasons; which item of its lane comes next. The rules are those of rules.py (verdict, preference): read them there.
WITH
-- In order, and no further than the first that fits: the sub-select sorts, the lateral ones are run row by row. What is
-- asked of an agent stands in scalar sub-selects: as joins, the planner would fetch all the agents of the brand for each item.
picked AS MATERIALIZED (
    SELECT own.*, needs.skills, needs.levels
    FROM (SELECT * FROM unnest(%(items)s::uuid[]) WITH ORDINALITY AS one (id, place) ORDER BY place OFFSET 0) item
    CROSS JOIN LATERAL (
        SELECT i.id, i.queue_id, i.brand_id, i.channel, i.lane, i.enqueued_at, i.subject, i.person, i.preferred_agent_id, i.extra_skills,
               i.priority AS own_priority, q.priority AS queue_priority, greatest(q.target_seconds, 1) AS target,
               extract(epoch FROM %(now)s - i.enqueued_at)::float8 AS age, q.offer_seconds, q.relax_extra_seconds, q.prefers_last_agent,
               %(everything)s OR q.id = ANY (%(queues)s::uuid[]) AS any_agent,
               CASE WHEN i.offered_at > %(now)s - %(refusal_rest)s::interval THEN i.refused_by ELSE '{}' END AS resting
        FROM routing_workitem i JOIN routing_queue q ON q.id = i.queue_id
        WHERE i.id = item.id AND i.state = 'waiting' OFFSET 0
    ) own
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(need.skill), '{}') AS skills, coalesce(array_agg(need.level), '{}') AS levels
        FROM (
            SELECT s.skill_id AS skill, greatest(0, s.level - coalesce(floor(own.age / nullif(s.relax_seconds, 0)), 0))::int
            FROM routing_queueskill s WHERE s.queue_id = own.queue_id
            UNION ALL
            SELECT extra, greatest(0, 1 - coalesce(floor(own.age / nullif(own.relax_extra_seconds, 0)), 0))::int
            FROM unnest(own.extra_skills) extra
        ) need (skill, level)
        OFFSET 0
    ) needs
    CROSS JOIN LATERAL (
        SELECT FROM routing_queuemember m
        WHERE m.queue_id = own.queue_id
          AND (SELECT p.state = 'available' AND own.channel = ANY (p.open_to) FROM routing_presence p WHERE p.staff_id = m.staff_id)
          AND (own.any_agent OR m.staff_id = ANY (%(agents)s::uuid[]))
          AND m.staff_id <> ALL (own.resting) AND m.staff_id <> ALL (%(skip_agents)s::uuid[])
          AND NOT (
              SELECT coalesce(bool_or(need.level > coalesce(s.level, 0)), false)
              FROM unnest(needs.skills, needs.levels) need (skill, level)
              LEFT JOIN access_staffskill s ON s.staff_id = m.staff_id AND s.skill_id = need.skill
          )
          AND (
              SELECT true FROM access_membership a
              WHERE a.staff_id = m.staff_id AND a.of_brand_id = own.brand_id AND a.role = ANY (%(roles)s::text[])
          )
        LIMIT 1
    ) somebody
    ORDER BY item.place LIMIT 1
),
-- Every member of its queue, and what is said of each.
field AS MATERIALIZED (
    SELECT m.staff_id, p.idle_since, p.held, coalesce((p.held ->> picked.channel)::int, 0) AS load, skill.level,
           picked.prefers_last_agent AND m.staff_id IS NOT DISTINCT FROM picked.preferred_agent_id AS preferred,
           CASE
               WHEN p.state IS NULL THEN 'offline'
               WHEN p.state <> 'available' THEN p.state
               WHEN picked.channel <> ALL (p.open_to) OR m.staff_id = ANY (%(skip_agents)s::uuid[]) THEN 'busy'
               WHEN m.staff_id = ANY (picked.resting) THEN 'refused'
               WHEN skill.lacking THEN 'lacks_skill'
               ELSE 'free'
           END AS verdict
    FROM picked
    JOIN routing_queuemember m ON m.queue_id = picked.queue_id
    LEFT JOIN routing_presence p ON p.staff_id = m.staff_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(coalesce(s.level, 0)), 0)::int AS level, coalesce(bool_or(need.level > coalesce(s.level, 0)), false) AS lacking
        FROM unnest(picked.skills, picked.levels) need (skill, level)
        LEFT JOIN access_staffskill s ON s.staff_id = m.staff_id AND s.skill_id = need.skill
    ) skill
    WHERE (
        SELECT true FROM access_membership a
        WHERE a.staff_id = m.staff_id AND a.of_brand_id = picked.brand_id AND a.role = ANY (%(roles)s::text[])
    )
),
candidate AS MATERIALIZED (
    SELECT * FROM field WHERE verdict = 'free' ORDER BY preferred DESC, level DESC, idle_since, load, staff_id LIMIT 5
),
best AS MATERIALIZED (
    SELECT * FROM candidate ORDER BY preferred DESC, level DESC, idle_since, load, staff_id LIMIT 1
),
reasons AS MATERIALIZED (
    SELECT jsonb_build_object(
        'age', round(picked.age::numeric, 1), 'target', picked.target,
        'priority', picked.own_priority, 'queue_priority', picked.queue_priority,
        'needs', (SELECT coalesce(jsonb_agg(jsonb_build_object('skill', need.skill, 'level', need.level)), '[]')
                  FROM unnest(picked.skills, picked.levels) need (skill, level)),
        'candidates', (SELECT jsonb_agg(jsonb_build_object('staff', staff_id, 'preferred', preferred, 'level', level,
                                                           'idle_since', idle_since, 'load', load, 'held', held)
                                        ORDER BY preferred DESC, level DESC, idle_since, load, staff_id) FROM candidate),
        'free', (SELECT count(*) FROM field WHERE verdict = 'free'),
        'others', (SELECT coalesce(jsonb_object_agg(verdict, said), '{}') FROM (
            SELECT verdict, jsonb_build_object('count', count(*), 'staff', to_jsonb((array_agg(staff_id ORDER BY staff_id))[1:5])) AS said
            FROM field WHERE verdict <> 'free' GROUP BY verdict
        ) other)
    ) AS data
    FROM picked
),
-- Locks that never wait: what another dispatcher holds, or has just given, is left to it. A row that changed since this
-- statement began is checked again here, on its newest version.
held_item AS MATERIALIZED (
    SELECT i.id FROM routing_workitem i
    WHERE i.id = (SELECT id FROM picked) AND i.state = 'waiting'
    FOR UPDATE SKIP LOCKED
),
held_agent AS MATERIALIZED (
    SELECT p.staff_id FROM routing_presence p
    WHERE p.staff_id = (SELECT staff_id FROM best) AND p.state = 'available' AND (SELECT channel FROM picked) = ANY (p.open_to)
      AND EXISTS (SELECT FROM held_item)
    FOR UPDATE SKIP LOCKED
),
given AS (
    UPDATE routing_workitem i SET state = 'offered', agent_id = held_agent.staff_id, offered_at = %(now)s
    FROM held_item CROSS JOIN held_agent WHERE i.id = held_item.id
    RETURNING i.id
),
rung AS (
    INSERT INTO routing_offer (id, brand_id, item_id, staff_id, state, offered_at, expires_at, reason, reasons)
    SELECT %(offer)s, picked.brand_id, picked.id, held_agent.staff_id, 'ringing', %(now)s,
           %(now)s + make_interval(secs => picked.offer_seconds), '', reasons.data
    FROM picked CROSS JOIN reasons CROSS JOIN held_agent
    RETURNING id, expires_at
),
given_to AS (
    UPDATE routing_presence p SET idle_since = %(now)s FROM held_agent WHERE p.staff_id = held_agent.staff_id
)
SELECT picked.id AS item, picked.brand_id AS brand, picked.queue_id AS queue, picked.subject, picked.person, best.staff_id AS staff,
       reasons.data AS reasons, (SELECT expires_at FROM rung) AS expires,
       -- What sorts the next of its lane, as in heads.sql.
       -(picked.own_priority + picked.queue_priority) AS priority, next.id AS next, -extract(epoch FROM %(now)s - next.enqueued_at)::float8 / picked.target AS next_pressure
FROM picked CROSS JOIN best CROSS JOIN reasons
LEFT JOIN LATERAL (
    SELECT i.id, i.enqueued_at FROM routing_workitem i
    WHERE i.queue_id = picked.queue_id AND i.lane = picked.lane AND i.state = 'waiting' AND i.id <> ALL (%(skip_items)s::uuid[])
      AND (i.enqueued_at, i.id) > (picked.enqueued_at, picked.id)
    ORDER BY i.enqueued_at, i.id LIMIT 1
) next ON true
