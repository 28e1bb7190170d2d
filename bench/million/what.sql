-- Requests of two years, in the order in which they came; 40,000 of the last weeks are not settled. After the million, three
-- persons with 500 requests of four messages each, and five requests of 300 messages.
CREATE UNLOGGED TABLE agent AS
SELECT m.of_brand_id AS brand, m.staff_id AS id, row_number() OVER (PARTITION BY m.of_brand_id ORDER BY s.email) AS place
FROM access_membership m JOIN access_staff s ON s.id = m.staff_id WHERE m.role = 'agent';
CREATE UNLOGGED TABLE queue AS
SELECT brand_id AS brand, id, row_number() OVER (PARTITION BY brand_id ORDER BY is_default DESC, name) AS place FROM routing_queue;
CREATE UNLOGGED TABLE reason AS
SELECT brand_id AS brand, id, row_number() OVER (PARTITION BY brand_id ORDER BY id) AS place
FROM tickets_reason WHERE parent_id IS NOT NULL;
CREATE UNLOGGED TABLE held AS SELECT brand, max(place) AS persons FROM person GROUP BY brand;
ANALYZE agent, queue, reason, held;

CREATE UNLOGGED TABLE request AS
WITH drawn AS (
    SELECT n, n > 1001500 AS long, n BETWEEN 1000001 AND 1001500 AS loyal,
        now() - interval '730 days' * CASE WHEN n <= 1000000 THEN 1 - n / 1000001.0
            WHEN n <= 1001500 THEN 1 - (n - 1000000) / 1501.0 ELSE 0.001 END AS opened,
        r(n, 20) AS which
    FROM generate_series(1, 1001505) n
), housed AS (
    SELECT d.*, h.id AS brand, h.place AS brand_place, d.long OR (d.n BETWEEN 900001 AND 1000000
        AND r(d.n, 21) < (d.n - 900000) / 125000.0) AS unsettled, r(d.n, 22) AS fate
    FROM drawn d JOIN house h ON CASE WHEN d.loyal OR d.long THEN h.place = 1 ELSE d.which >= h.lower AND d.which < h.upper END
), judged AS (
    SELECT *, CASE WHEN long THEN 'open' WHEN NOT unsettled THEN CASE WHEN opened > now() - interval '9 days' THEN 'resolved' ELSE 'closed' END
        WHEN fate < 0.2 THEN 'new' WHEN fate < 0.6 THEN 'open' WHEN fate < 0.9 THEN 'pending' ELSE 'on_hold' END AS status
    FROM housed
)
SELECT j.n, j.long, j.loyal, j.unsettled, j.brand, j.opened, j.status, row_number() OVER (PARTITION BY j.brand ORDER BY j.opened) AS number,
    uuidv7(j.opened - now()) AS id, uuidv7(j.opened - now()) AS conversation, uuidv7(j.opened - now()) AS message,
    uuidv7(j.opened - now()) AS answer, uuidv7(j.opened - now()) AS first_promise, uuidv7(j.opened - now()) AS last_promise,
    uuidv7(j.opened - now()) AS item,
    CASE WHEN j.loyal THEN 1 + j.n % 3 WHEN j.long THEN 10 + j.n % 5
        ELSE 20 + floor(r(j.n, 23) ^ 1.5 * (h.persons - 20))::bigint END AS person_place,
    CASE WHEN j.status <> 'new' THEN least(j.opened + interval '9 hours' * r(j.n, 24), now()) END AS answered,
    CASE WHEN NOT j.unsettled THEN least(j.opened + interval '9 hours' + interval '40 hours' * r(j.n, 25), now()) END AS resolved,
    CASE WHEN j.long OR j.status = 'pending' OR (j.status <> 'new' AND r(j.n, 26) < CASE WHEN j.unsettled THEN 0.3 ELSE 1 END)
        THEN floor(r(j.n, 27) * 72)::int + 1 END AS agent_place,
    least(1 + floor(r(j.n, 28) ^ 3 * 4)::int, 4) AS queue_place,
    CASE WHEN j.status NOT IN ('new', 'open') THEN 1 + floor(r(j.n, 29) ^ 4 * 40)::int END AS reason_place,
    r(j.n, 30) < 0.15 AND j.status <> 'new' AS late, r(j.n, 31) < 0.3 AS twice,
    now() + interval '5 days' * r(j.n, 32) AS due
FROM judged j JOIN held h USING (brand) ORDER BY j.opened;
ANALYZE request;

CREATE UNLOGGED TABLE demand AS
SELECT r.*, p.id AS person, a.id AS agent, q.id AS queue, o.id AS reason,
    CASE WHEN r.status = 'closed' THEN r.resolved + interval '7 days' ELSE greatest(r.resolved, r.answered, r.opened) END AS updated
FROM request r
JOIN person p ON p.brand = r.brand AND p.place = r.person_place
JOIN queue q ON q.brand = r.brand AND q.place = r.queue_place
LEFT JOIN agent a ON a.brand = r.brand AND a.place = r.agent_place
LEFT JOIN reason o ON o.brand = r.brand AND o.place = r.reason_place
ORDER BY r.opened;
DROP TABLE request;
ANALYZE demand;
