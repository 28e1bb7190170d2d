-- In which queues somebody has room, and for what.
SELECT DISTINCT m.queue_id, p.open_to
FROM routing_presence p JOIN routing_queuemember m ON m.staff_id = p.staff_id
WHERE p.state = 'available' AND p.open_to <> '{}'
  AND (%(everything)s OR m.queue_id = ANY (%(queues)s::uuid[]) OR m.staff_id = ANY (%(agents)s::uuid[]))
