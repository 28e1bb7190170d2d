"""Reading queues, items, offers and presences."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Min, Q, QuerySet, When

from entregent.access.models import Membership, Skill, Staff
from entregent.access.rules import PERMISSIONS
from entregent.brands.statements import fetch, plan_for_these_values
from entregent.calendar.queries import parsed
from entregent.kernel import business_time
from entregent.routing.models import Channel, Offer, Presence, Queue, QueueMember, WorkItem
from entregent.routing.rules import RECENT, decided_by, expected_wait

OPEN = (WorkItem.State.WAITING, WorkItem.State.OFFERED, WorkItem.State.TAKEN)
WORKING_ROLES = sorted(role for role, permissions in PERMISSIONS.items() if "work" in permissions)
IN_HAND = (WorkItem.State.OFFERED, WorkItem.State.TAKEN, WorkItem.State.WRAP_UP)


def is_open(subject: UUID) -> bool:
    """Whether the subject waits, rings or is in someone's hands."""
    return WorkItem.objects.filter(subject=subject, state__in=OPEN).exists()


def waits(subject: UUID) -> bool:
    """Whether the subject waits or rings, in nobody's hands."""
    return WorkItem.objects.filter(subject=subject, state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED]).exists()


def item_of(subject: UUID) -> WorkItem | None:
    """The item under which a subject waits, rings or is in hand; else the last one it had, if any."""
    items = list(WorkItem.objects.filter(subject=subject).order_by("-enqueued_at", "-id"))
    return next((item for item in items if item.state in OPEN), items[0] if items else None)


def closed_queues(now: datetime) -> list[UUID]:
    """The queues outside their hours: nothing of theirs is offered; agents may still take by hand."""
    timed = Queue.objects.filter(active=True, calendar__isnull=False).values_list("id", "calendar__hours")
    return [queue for queue, hours in timed if not business_time.is_open(parsed(hours), now)]


def ringing(staff_id: UUID) -> QuerySet[Offer]:
    """What rings for an agent, the first to stop first."""
    return (
        Offer.objects.filter(staff=staff_id, state=Offer.State.RINGING)
        .select_related("item__queue")
        .order_by("expires_at", "id")
    )


PLACE = """
    SELECT item.state, item.queue_id, item.forecast_seconds,
        (SELECT count(*) FROM routing_workitem ahead
         WHERE ahead.queue_id = item.queue_id AND ahead.channel = item.channel AND ahead.state IN ('waiting', 'offered')
           AND (-ahead.priority, ahead.enqueued_at, ahead.id) <= (-item.priority, item.enqueued_at, item.id)),
        (SELECT count(*) FROM routing_queuemember member
         JOIN routing_presence presence ON presence.staff_id = member.staff_id
         WHERE member.queue_id = item.queue_id AND presence.state = 'available' AND item.channel = ANY (presence.open_to)),
        (SELECT count(*) FROM routing_workitem taken
         WHERE taken.queue_id = item.queue_id AND taken.channel = item.channel AND taken.taken_at > %s)
    FROM routing_workitem item
    WHERE item.subject = %s AND item.state IN ('waiting', 'offered', 'taken')
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject stands in its queue. ``place``: 1 is the next of its channel; ``wait`` in seconds, None when nobody can
    tell; ``told``: what was forecast when it began to wait."""

    state: str
    queue: UUID
    place: int
    wait: int | None
    told: int | None

    @property
    def waits(self) -> bool:
        """Whether nobody has it in hand."""
        return self.state != WorkItem.State.TAKEN


def place_of(subject: UUID, now: datetime) -> Place | None:
    """Where it stands, None when it waits nowhere and nobody has it; one statement. Those before it are counted by priority,
    then age, as the router serves them."""
    rows = fetch(PLACE, [now - RECENT, subject])
    if not rows:
        return None
    state, queue, told, place, free, taken = rows[0]
    return Place(state, queue, place, expected_wait(place, free, taken), told)


EXPECTED = """
    SELECT (SELECT count(*) FROM routing_workitem ahead
         WHERE ahead.queue_id = queue.id AND ahead.channel = asked.channel AND ahead.state IN ('waiting', 'offered')),
        (SELECT count(*) FROM routing_queuemember member
         JOIN routing_presence presence ON presence.staff_id = member.staff_id
         WHERE member.queue_id = queue.id AND presence.state = 'available' AND asked.channel = ANY (presence.open_to)),
        (SELECT count(*) FROM routing_workitem taken
         WHERE taken.queue_id = queue.id AND taken.channel = asked.channel AND taken.taken_at > asked.since)
    FROM (SELECT %s::varchar AS channel, %s::timestamptz AS since, %s::uuid AS brand, %s::uuid AS queue) asked
    JOIN routing_queue queue ON queue.brand_id = asked.brand AND queue.active
        AND (queue.id = asked.queue OR asked.queue IS NULL AND queue.is_default)
"""


def wait_for(brand: UUID, queue: UUID | None, channel: str, now: datetime) -> int | None:
    """The seconds that one more would wait at the end of a queue (None: the brand's usual one); None when nobody can tell. One
    statement."""
    rows = fetch(EXPECTED, [channel, now - RECENT, brand, queue])
    if not rows:
        return None
    ahead, free, taken = rows[0]
    return expected_wait(ahead + 1, free, taken)


WAITED = """
    SELECT queue_id, channel, count(*), avg(lived), percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY lived),
        count(told), avg(told - lived), avg(abs(told - lived))
    FROM (SELECT queue_id, channel, forecast_seconds AS told,
              extract(epoch FROM taken_at - enqueued_at)::double precision AS lived
          FROM routing_workitem
          WHERE queue_id IN (SELECT id FROM routing_queue WHERE brand_id = ANY (%s)) AND channel = ANY (%s)
              AND taken_at >= %s AND taken_at < %s) taken
    GROUP BY queue_id, channel ORDER BY count(*) DESC
"""
LIVE = [Channel.CALL.value, Channel.CHAT.value]
"""Where somebody waits with us, not for us."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long people waited in a queue for an agent to take them, in seconds. Of the ``told``, to whom a wait was announced:
    ``bias`` is the mean of announced − lived (above zero: they waited less than they were told), ``error`` that of its size."""

    queue: UUID
    channel: str
    taken: int
    mean: float
    median: float
    p90: float
    p95: float
    told: int
    bias: float | None
    error: float | None

    @property
    def off(self) -> float | None:
        """The size of the bias."""
        return abs(self.bias) if self.bias is not None else None


def waited(brands: Collection[UUID], since: datetime, until: datetime) -> list[Waited]:
    """Each queue's calls and chats that were taken in that time, the most taken first; one statement."""
    rows = fetch(WAITED, [list(brands), LIVE, since, until])
    return [
        Waited(queue, channel, taken, mean, *shares, told, bias, error)
        for queue, channel, taken, mean, shares, told, bias, error in rows
    ]


@dataclass
class QueueNow:
    """A queue at this moment; ``oldest`` is when its oldest waiting item was first queued."""

    queue: Queue
    waiting: int = 0
    oldest: datetime | None = None
    ringing: int = 0
    ready: int = 0
    present: int = 0

    def late(self, now: datetime) -> bool:
        """Whether its oldest item waits longer than the target."""
        return self.oldest is not None and (now - self.oldest).total_seconds() > self.queue.target_seconds


def queues_now(queues: QuerySet[Queue]) -> list[QueueNow]:
    """How these queues stand; four queries whatever their number."""
    found = {queue.id: QueueNow(queue) for queue in queues}
    ids = list(found)
    waiting = WorkItem.objects.filter(queue__in=ids, state=WorkItem.State.WAITING).order_by()
    for row in waiting.values("queue").annotate(count=Count("id"), oldest=Min("enqueued_at")):
        found[row["queue"]].waiting, found[row["queue"]].oldest = row["count"], row["oldest"]
    rings = Offer.objects.filter(state=Offer.State.RINGING, item__queue__in=ids).order_by()
    for row in rings.values("item__queue").annotate(count=Count("id")):
        found[row["item__queue"]].ringing = row["count"]
    available = Q(staff__presence__state=Presence.State.AVAILABLE)
    members = QueueMember.objects.filter(available | Q(staff__presence__state=Presence.State.PAUSED), queue__in=ids)
    with_room = available & ~Q(staff__presence__open_to=[])
    for row in members.values("queue").annotate(present=Count("id"), ready=Count("id", filter=with_room)):
        found[row["queue"]].present, found[row["queue"]].ready = row["present"], row["ready"]
    return list(found.values())


def my_queues(staff_id: UUID) -> list[QueueNow]:
    """The queues that an agent serves."""
    return queues_now(Queue.objects.filter(active=True, members__staff=staff_id))


@dataclass
class AgentNow:
    """An agent at this moment."""

    staff: Staff
    presence: Presence | None
    items: list[WorkItem] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.presence.state if self.presence else Presence.State.OFFLINE


def workers(brands: Collection[UUID]) -> QuerySet[Staff]:
    """The members of staff whose role for one of these brands lets them take work."""
    roles = Membership.objects.filter(of_brand__in=brands, role__in=WORKING_ROLES)
    return Staff.objects.filter(is_active=True, id__in=roles.values("staff"))


def works_for(staff_id: UUID, brands: Collection[UUID]) -> bool:
    """Whether someone takes work for one of these brands."""
    return workers(brands).filter(id=staff_id).exists()


@dataclass
class AgentsNow:
    """Some of the agents at this moment, the available first; ``more`` are not among them."""

    agents: list[AgentNow]
    more: int = 0


def agents_now(brands: Collection[UUID], *, here: bool, named: str = "", most: int) -> AgentsNow:
    """Those who work for these brands and are at work or have something in hand (``here``), or are away, whose names hold a
    text. Three queries, which read what is shown, and a word to the server before them."""
    plan_for_these_values()  # what is in hand has an index of its own
    held = WorkItem.objects.filter(agent__isnull=False, state__in=IN_HAND, brand__in=brands)
    at_work = Q(presence__state__in=[Presence.State.AVAILABLE, Presence.State.PAUSED]) | Q(id__in=held.values("agent"))
    staff = workers(brands).filter(at_work if here else ~at_work, name__icontains=named)
    order = Case(
        When(presence__state=Presence.State.AVAILABLE, then=0), When(presence__state=Presence.State.PAUSED, then=1), default=2
    )
    total = staff.count()
    shown = list(staff.select_related("presence__reason").order_by(order, "name", "id")[:most])
    return AgentsNow(_with_items(shown, held), total - len(shown))


def agent_now(staff_id: UUID, brands: Collection[UUID]) -> AgentNow | None:
    """One who works for these brands; two queries. ``items`` are those that the open walls show."""
    staff = workers(brands).select_related("presence__reason", "team__site").filter(id=staff_id)
    held = WorkItem.objects.filter(state__in=IN_HAND, brand__in=brands)
    return next(iter(_with_items(list(staff), held)), None)


def _with_items(staff: list[Staff], held: QuerySet[WorkItem]) -> list[AgentNow]:
    found = {member.id: AgentNow(member, getattr(member, "presence", None)) for member in staff}
    for item in held.filter(agent__in=list(found)).select_related("queue").order_by("taken_at", "id"):
        found[item.agent_id].items.append(item)
    return list(found.values())


def why(item_id: UUID) -> list[dict[str, Any]]:
    """ "Pourquoi cet agent ?": the offers of an item, the first first, with what was compared; names beside the ids.

    Raises WorkItem.DoesNotExist.
    """
    item = WorkItem.objects.get(id=item_id)
    offers = list(Offer.objects.filter(item=item).order_by("offered_at", "id"))
    staff = {UUID(name) for offer in offers for name in _staff_in(offer.reasons)} | {offer.staff_id for offer in offers}
    names = dict(Staff.objects.filter(id__in=staff).values_list("id", "name"))
    skills = dict(Skill.objects.filter(brand=item.brand_id).values_list("id", "name")) if offers else {}
    return [_explained(offer, names, skills) for offer in offers]


def _explained(offer: Offer, names: dict[UUID, str], skills: dict[UUID, str]) -> dict[str, Any]:
    reasons = offer.reasons
    return {
        "offer": offer.id,
        "staff": offer.staff_id,
        "name": names[offer.staff_id],
        "state": offer.state,
        "state_label": offer.get_state_display(),
        "offered_at": offer.offered_at,
        "ended_at": offer.ended_at,
        "decided_by": decided_by(reasons),
        "age": reasons["age"],
        "target": reasons["target"],
        "priority": reasons["priority"],
        "queue_priority": reasons["queue_priority"],
        "free": reasons["free"],
        "needs": [{**need, "name": skills.get(UUID(need["skill"]), "")} for need in reasons["needs"] if need["level"] > 0],
        "candidates": [
            {**one, "name": names.get(UUID(one["staff"]), ""), "idle_since": datetime.fromisoformat(one["idle_since"])}
            for one in reasons["candidates"]
        ],
        "others": [
            {"verdict": verdict, "count": said["count"], "names": [names.get(UUID(one), "") for one in said["staff"]]}
            for verdict, said in sorted(reasons["others"].items())
        ],
    }


def _staff_in(reasons: dict[str, Any]) -> list[str]:
    told = [one["staff"] for one in reasons["candidates"]]
    return told + [one for said in reasons["others"].values() for one in said["staff"]]
