"""How fast the router decides: 1,000 agents, 50 queues, several thousand items waiting. `python -m bench.routing`

Prints the time of a decision (p50, p95, worst) in three situations, and how many assignments a second one dispatcher makes
with their acceptance and their end. Uses a PostgreSQL server and a database of its own, durable as in production.
"""

import os
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bench import house

AGENTS, QUEUES, QUEUES_AN_AGENT, SKILLS, WAITING = 1000, 50, 5, 12, 5000
SECONDS = 6.0


def main() -> None:
    """Measure, print."""
    with house.database():
        house.django()
        _run()


def _run() -> None:
    from django.db import connection

    now = datetime.now(UTC)
    started = time.perf_counter()
    brands = _world(now)
    _fill(brands, now, WAITING)
    print(f"{AGENTS} agents, {QUEUES} queues, {WAITING} items waiting (made in {time.perf_counter() - started:.1f} s)")
    _figures("this machine now, one empty round trip", _round_trips())
    before = _processor()
    times = _backlog(now, 5.0)
    _figures("everyone free, a backlog", times)
    print(f"  of which processor, ours and PostgreSQL's: {(_processor() - before) / len(times) * 1e3:.2f} ms a decision")
    _everyone_busy(now)
    _figures("everyone busy, nothing fits", _nothing_fits(now, 2.0))
    _figures("everyone busy, one comes free", _one_comes_free(now, 4.0))
    _cycle(now)
    connection.close()


def _round_trips():
    """What the machine itself takes for the smallest statement: the other figures are to be read beside it."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _ in range(2000):
            started = time.perf_counter()
            cursor.execute("SELECT 1")
            times.append(time.perf_counter() - started)
    return times


def _processor():
    """Seconds of processor used so far by this process and its PostgreSQL backend: what is left of a time on a calm machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _world(now):
    from django.db import connection

    from entregent.access.models import Membership, Skill, Staff, StaffSkill
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.routing.models import Presence, Queue, QueueMember, QueueSkill

    dice = random.Random(7)
    brands = [Brand.objects.create(slug=f"b{n}", name=f"Marque {n}", code=f"BR{chr(65 + n)}") for n in range(5)]
    with visible([brand.id for brand in brands]):
        staff = Staff.objects.bulk_create(
            Staff(email=f"a{n}@example.org", name=f"Agent {n}", password="!") for n in range(AGENTS)
        )
        queues = Queue.objects.bulk_create(
            Queue(brand=brands[n % 5], name=f"File {n}", target_seconds=dice.choice([300, 3600, 14400]), priority=n % 2)
            for n in range(QUEUES)
        )
        skills = Skill.objects.bulk_create(Skill(brand=brands[n % 5], name=f"Compétence {n}") for n in range(SKILLS))
        for queue in queues:
            own = [skill for skill in skills if skill.brand_id == queue.brand_id]
            QueueSkill.objects.create(brand_id=queue.brand_id, queue=queue, skill=dice.choice(own), level=2, relax_seconds=600)
        members, memberships, levels = [], [], []
        for agent in staff:
            mine = dice.sample(queues, QUEUES_AN_AGENT)
            members += [QueueMember(brand_id=queue.brand_id, queue=queue, staff=agent) for queue in mine]
            memberships += [Membership(staff=agent, of_brand_id=brand, role="agent") for brand in {q.brand_id for q in mine}]
            levels += [
                StaffSkill(brand_id=skill.brand_id, staff=agent, skill=skill, level=dice.randint(1, 5))
                for skill in dice.sample(skills, 6)
            ]
        QueueMember.objects.bulk_create(members)
        Membership.objects.bulk_create(memberships)
        StaffSkill.objects.bulk_create(levels)
        Presence.objects.bulk_create(
            Presence(
                staff=agent,
                state="available",
                since=now,
                idle_since=now - timedelta(seconds=dice.randint(0, 3600)),
                seen_at=now,
            )
            for agent in staff
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return brands


def _fill(brands, now, count):
    from entregent.brands.scope import visible
    from entregent.kernel.ids import uuid7
    from entregent.routing.models import Queue, WorkItem

    dice = random.Random(11)
    with visible([brand.id for brand in brands]):
        queues = list(Queue.objects.all())
        items = []
        for _ in range(count):
            queue = dice.choice(queues)
            at = now - timedelta(seconds=dice.randint(0, 7200))
            items.append(
                WorkItem(
                    id=uuid7(), brand_id=queue.brand_id, queue=queue,
                    channel=dice.choice(["mail", "mail", "mail", "chat", "call"]),
                    subject=uuid4(), priority=dice.choice([0, 0, 0, 1]), enqueued_at=at, queued_at=at,
                )
            )  # fmt: skip
        WorkItem.objects.bulk_create(items, batch_size=1000)


def _everyone_busy(now):
    """Fill every agent's hands at once, so that the next one who comes free is the only one."""
    from django.db import connection

    from entregent.brands.scope import every_brand

    with every_brand(), connection.cursor() as cursor:
        cursor.execute('UPDATE routing_capacity SET "limit" = 1')
        cursor.execute("UPDATE routing_capacity SET alone = true")
        cursor.execute(
            """
            WITH place AS (
                SELECT m.queue_id, m.staff_id, m.brand_id,
                       row_number() OVER (PARTITION BY m.staff_id ORDER BY m.queue_id) AS n
                FROM routing_queuemember m JOIN routing_presence p USING (staff_id) WHERE p.held = '{}'
            )
            INSERT INTO routing_workitem (id, brand_id, queue_id, channel, subject, state, priority, extra_skills, refused_by,
                                          agent_id, enqueued_at, queued_at, taken_at)
            SELECT gen_random_uuid(), brand_id, queue_id, 'mail', gen_random_uuid(), 'taken', 0, '{}', '{}', staff_id,
                   %(now)s, %(now)s, %(now)s
            FROM place WHERE n = 1
            """,
            {"now": now},
        )


def _batch(now, scope, limit):
    """One transaction of the dispatcher, journal and commit included: how many offers, their facts, seconds."""
    from entregent.brands.scope import every_brand
    from entregent.journal.actions import append
    from entregent.routing.actions import offer

    started = time.perf_counter()
    with every_brand():
        made, facts = offer(now, scope=scope, limit=limit)
        append(facts)
    return made, facts, time.perf_counter() - started


def _backlog(now, seconds):
    """Everyone is free and everything waits: batches as the dispatcher makes them, their time shared between the decisions."""
    from entregent.routing.actions import EVERYTHING
    from entregent.routing.dispatcher import BATCH

    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        made, _, took = _batch(now, EVERYTHING, BATCH)
        if not made:
            break
        times += [took / made] * made
    return times


def _nothing_fits(now, seconds):
    """The look at everything that finds nothing, once a second in a busy centre."""
    from entregent.routing.actions import EVERYTHING

    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        times.append(_batch(now, EVERYTHING, 1)[2])
    return times


def _one_comes_free(now, seconds):
    """The steady state of a busy centre: someone finishes, the router gives them the next item."""
    from entregent.brands.scope import every_brand
    from entregent.routing import actions
    from entregent.routing.models import WorkItem

    dice = random.Random(3)
    with every_brand():
        in_hand = list(WorkItem.objects.filter(state__in=["offered", "taken"]).values_list("id", "agent_id"))
    dice.shuffle(in_hand)
    times, end = [], time.perf_counter() + seconds
    for item, agent in in_hand:
        if time.perf_counter() > end:
            break
        with every_brand():
            actions.take(item, agent, now, over=True)
            actions.finish(item, now, "system:bench")
        times.append(_batch(now, actions.Scope(agents=frozenset({agent})), 1)[2])
    return times


def _cycle(now):
    """Enqueued, offered, accepted, finished, all in the journal: assignments a second with one dispatcher and one desk."""
    from entregent.brands.scope import every_brand
    from entregent.journal.actions import append
    from entregent.routing import actions
    from entregent.routing.models import Offer

    assigned, started = 0, time.perf_counter()
    freed = frozenset()
    with every_brand():
        offers = list(Offer.objects.filter(state="ringing").values_list("id", "staff_id")[:50])
    offering = 0.0
    while time.perf_counter() - started < SECONDS:
        with every_brand():
            facts = []
            for offer, staff in offers:
                item, told = actions.accept(offer, staff, now)
                facts += told + actions.finish(item.id, now, f"staff:{staff}")[1]
            freed = frozenset(staff for _, staff in offers)
            append(facts)
        moment = time.perf_counter()
        offers = []
        while True:
            with every_brand():
                made, facts = actions.offer(now, scope=actions.Scope(agents=freed), limit=20)
                append(facts)
            offers += [(fact.data["offer"], fact.data["staff"]) for fact in facts]
            if made < 20:
                break
        offering += time.perf_counter() - moment
        assigned += len(offers)
        if not offers:
            break
    spent = time.perf_counter() - started
    print(f"one dispatcher: {assigned / offering:.0f} assignments/s; with acceptance and end in turn {assigned / spent:.0f}/s")


def _figures(name, times):
    if len(times) < 2:
        print(f"{name}: no decision")
        return
    times = sorted(times)
    cut = statistics.quantiles(times, n=20)
    print(f"{name}: {len(times)} times, p50 {cut[9] * 1e3:.2f} ms, p95 {cut[18] * 1e3:.2f} ms, worst {times[-1] * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
