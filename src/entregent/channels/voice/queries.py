"""Reading calls, behind the walls of the current transaction, and what is set up for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from entregent.access.queries import Rights, staff_of
from entregent.brands.models import Brand
from entregent.calendar.queries import parsed
from entregent.channels.voice.actions.nodes import SILENCE
from entregent.channels.voice.models import Call, Device, Node, Number, Overflow, Party, RecordingPolicy, Trunk, WaitingPolicy
from entregent.channels.voice.rules import turn_pass
from entregent.kernel.business_time import NeverOpens, is_open, next_opening
from entregent.routing.models import Presence, Queue
from entregent.routing.queries import WORKING_ROLES
from entregent.tickets.models import Ticket

WITH = ("conversation__person", "brand", "ticket", "number", "node", "staff", "recording", "disposition")


def mine(staff: UUID) -> list[Party]:
    """As what an agent takes part in calls now, or is asked to, the oldest first; who else is there is in ``call.present``,
    whether they may begin a recording in ``may_record``. Two statements."""
    there = Prefetch("call__parties", Party.objects.filter(left_at=None).select_related("staff"), to_attr="present")
    rows = Party.objects.filter(staff=staff, left_at=None, call__ended_at=None).select_related("invited_by")
    rows = rows.annotate(may_record=Exists(RecordingPolicy.objects.filter(brand=OuterRef("brand"), by_hand=True)))
    return list(rows.select_related(*(f"call__{name}" for name in WITH)).prefetch_related(there).order_by("id"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be consulted. ``free``: available, with a telephone and no call."""

    id: UUID
    name: str
    team: str
    state: str
    free: bool


def colleagues(brand: UUID, me: UUID, words: str = "", most: int = 12) -> list[Colleague]:
    """Those of a brand who have a telephone at hand, the free ones first. One statement."""
    rows = Presence.objects.filter(
        staff__memberships__of_brand=brand, staff__memberships__role__in=WORKING_ROLES, staff__is_active=True,
    ).exclude(staff=me).exclude(lacks__contains=["call"]).exclude(state=Presence.State.OFFLINE)  # fmt: skip
    for word in words.split():
        rows = rows.filter(Q(staff__name__icontains=word) | Q(staff__team__name__icontains=word))
    free = Q(state=Presence.State.AVAILABLE, open_to__contains=["call"])
    found = rows.select_related("staff__team").annotate(free=Case(When(free, then=True), default=False))
    return [
        Colleague(
            one.staff_id, one.staff.name, one.staff.team.name if one.staff.team else "", one.get_state_display(), one.free
        )
        for one in found.order_by("-free", "staff__name")[:most]
    ]


def my_part(staff: UUID, call: UUID) -> Party | None:
    """As what an agent takes part in a call now."""
    return Party.objects.select_related("call__node").filter(call=call, call__ended_at=None, staff=staff, left_at=None).first()


def has_telephone(staff: UUID) -> bool:
    """Whether somebody's telephone is at hand: switched on in their browser, or a SIP telephone that is registered."""
    return Presence.objects.filter(staff=staff).exclude(lacks__contains=["call"]).exists()


def running(brands: Collection[UUID], most: int) -> list[Call]:
    """Calls of these brands that are not over, those who talk first, each kind by age; who takes part is in ``call.present``.
    Two statements."""
    there = Prefetch("parties", Party.objects.filter(left_at=None).select_related("staff").order_by("id"), to_attr="present")
    rank = Case(*(When(state=state, then=rank) for rank, state in enumerate(ORDER)), default=len(ORDER))
    rows = Call.objects.filter(brand__in=brands, ended_at=None).select_related(*WITH, "ticket__queue")
    return list(rows.prefetch_related(there).order_by(rank, "begun_at")[:most])


ORDER = (Call.State.TALKING, Call.State.RINGING, Call.State.WAITING)
"""Of the calls on the board; the menu comes last."""


def of_ticket(ticket: UUID) -> QuerySet[Call]:
    """The calls of a request, the latest first."""
    return Call.objects.select_related(*WITH).filter(ticket=ticket).order_by("-begun_at")


def node_for(staff: UUID) -> Node | None:
    """Where an agent's telephone is to be: with the call that they are in, else with the process that began last."""
    part = next((one for one in mine(staff) if one.call.node_id), None)
    if part is not None:
        return part.call.node
    return Node.objects.filter(stopped_at=None).order_by("-started_at").first()


@dataclass(frozen=True, slots=True)
class Answers:
    """Whether a call on a number would be answered now; if not, when it will be (None: nobody can tell)."""

    now: bool
    again: datetime | None = None


def answers(number: UUID, now: datetime) -> Answers:
    """Whether somebody, or a scenario, answers a call on this number: a process carries calls, the hours are those of its
    queue, and one of its agents is there with a telephone. Three statements."""
    line = Number.objects.select_related("queue__calendar").filter(id=number, active=True).first()
    if line is None or not carrying(now):
        return Answers(False)
    if line.scenario_id is not None:
        return Answers(True)
    queues = Queue.objects.select_related("calendar").filter(brand=line.brand_id, active=True)
    queue = line.queue or queues.filter(is_default=True).first()
    if queue is None:
        return Answers(False)
    if queue.calendar is not None and not is_open(hours := parsed(queue.calendar.hours), now):
        try:
            return Answers(False, next_opening(hours, now))
        except NeverOpens:
            return Answers(False)
    there = Presence.objects.filter(staff__queues__queue=queue).exclude(state=Presence.State.OFFLINE)
    return Answers(there.exclude(lacks__contains=["call"]).exists())


def lent_numbers(brand: UUID) -> dict[str, Number]:
    """The numbers that a brand lends to the visitors of its site, in E.164."""
    return {one.number: one for one in Number.objects.filter(brand=brand, lent=True, active=True).select_related("brand")}


def own_number(source: UUID) -> Number | None:
    """The number of a source: who was lent none sees it."""
    return Number.objects.select_related("brand").filter(source=source, active=True).order_by("number").first()


TURN_LASTS = timedelta(hours=12)


def ice_servers(now: datetime) -> list[dict[str, str]]:
    """The STUN and TURN servers by which browsers find their way to us, with a pass of some hours where one is asked for."""
    told: list[dict[str, str]] = [{"urls": one} for one in settings.VOICE_ICE_SERVERS]
    for one in told if settings.VOICE_TURN_SECRET else ():
        if one["urls"].startswith("turn"):
            one["username"], one["credential"] = turn_pass(settings.VOICE_TURN_SECRET, int((now + TURN_LASTS).timestamp()))
    return told


def from_site(call: UUID) -> Call | None:
    """A call that a visitor of the site placed, with what their page tells of it. One statement."""
    return Call.objects.select_related("staff").filter(id=call, by_browser=True).first()


def beside(call: Call) -> UUID | None:
    """The request that a visitor who calls wrote in, if any; a statement where they wrote."""
    if call.beside_id is None:
        return None
    return Ticket.objects.filter(conversation=call.beside_id).values_list("id", flat=True).first()


def carrying(now: datetime) -> list[Node]:
    """The processes that carry calls now, the oldest first. One statement."""
    return list(Node.objects.filter(stopped_at=None, seen_at__gte=now - SILENCE).order_by("started_at"))


def trunks(rights: Rights) -> QuerySet[Trunk]:
    """The trunks of the brands that this person administers."""
    return Trunk.objects.filter(brand__in=rights.brands_where("administer")).select_related("brand").order_by("name", "id")


def numbers(rights: Rights) -> QuerySet[Number]:
    """The numbers of the brands that this person administers, with what answers them."""
    rows = Number.objects.filter(brand__in=rights.brands_where("administer"))
    return rows.select_related("brand", "trunk", "scenario", "queue")


def devices(rights: Rights) -> QuerySet[Device]:
    """The SIP telephones of whoever works for a brand that this person administers, by name."""
    staff = staff_of(rights.brands_where("administer")).order_by().values("id")
    return Device.objects.filter(staff__in=staff).select_related("staff").order_by("-active", "staff__name", "label", "id")


def recording_policies(rights: Rights) -> list[tuple[Brand, RecordingPolicy | None]]:
    """The brands that somebody administers, each with what it keeps of its calls. Two statements."""
    brands = list(Brand.objects.filter(id__in=rights.brands_where("administer")))
    known = {one.brand_id: one for one in RecordingPolicy.objects.filter(brand__in=brands)}
    return [(brand, known.get(brand.id)) for brand in brands]


def waiting_policies(rights: Rights) -> list[tuple[Queue, WaitingPolicy | None, list[Overflow]]]:
    """The queues of the brands that somebody administers, each with how calls wait there and where they go instead. Three
    statements."""
    queues = Queue.objects.filter(brand__in=rights.brands_where("administer"), active=True).select_related("brand", "calendar")
    found = list(queues.order_by("brand__name", "name", "id"))
    known = {one.queue_id: one for one in WaitingPolicy.objects.filter(queue__in=found)}
    gone: dict[UUID, list[Overflow]] = {}
    for row in Overflow.objects.filter(queue__in=found).select_related("to_queue").order_by("when"):
        gone.setdefault(row.queue_id, []).append(row)
    return [(queue, known.get(queue.id), gone.get(queue.id, [])) for queue in found]
