"""Reading what was announced of listening, and what was listened to: the register is the journal."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice.models import Hearing, ListeningPeriod
from entregent.journal.models import Event
from entregent.routing.queries import WORKING_ROLES

ENDS = ("call.joined", "call.left", "call.ended", "call.lost")


def today_of(brand: Brand, now: datetime) -> date:
    """The day that it is for a brand."""
    return now.astimezone(ZoneInfo(brand.time_zone)).date()


def in_force(brands: Collection[Brand], now: datetime) -> list[ListeningPeriod]:
    """Periods of these brands that run today, the one that ends last first. One statement."""
    days = [Q(brand=brand, first__lte=(day := today_of(brand, now)), last__gte=day) for brand in brands]
    rows = ListeningPeriod.objects.filter(withdrawn_at=None)
    return list(rows.filter(any_of(days)).order_by("-last", "id")) if days else []


def any_of(conditions: Iterable[Q]) -> Q:
    """Either of them."""
    found = Q()
    for one in conditions:
        found |= one
    return found


def covering(periods: Iterable[ListeningPeriod], brand: UUID, staff: Staff | None) -> ListeningPeriod | None:
    """The period under which this agent’s calls may be listened to."""
    if staff is None:
        return None
    return next((one for one in periods if one.brand_id == brand and (not one.teams or staff.team_id in one.teams)), None)


def period_for(brand: UUID, staff: UUID | None, now: datetime) -> UUID | None:
    """The same of one agent, by their id: two statements."""
    agent = Staff.objects.filter(id=staff).first()
    found = covering(in_force(Brand.objects.filter(id=brand), now), brand, agent)
    return found.id if found else None


def told(staff: Staff, now: datetime) -> list[ListeningPeriod]:
    """What an agent is to know: periods that concern them and are not over, the first first. Two statements."""
    brands = Brand.objects.filter(memberships__staff=staff, memberships__role__in=WORKING_ROLES, active=True)
    ahead = [Q(brand=brand, last__gte=today_of(brand, now)) for brand in brands]
    rows = ListeningPeriod.objects.filter(withdrawn_at=None).filter(any_of(ahead)).order_by("first") if ahead else []
    return [one for one in rows if not one.teams or staff.team_id in one.teams]


@dataclass(frozen=True, slots=True)
class Listened:
    """A line of the register. ``manner``: listener, whisperer or joined; ``recording``: afterwards, of what was kept.
    ``seconds``: None while it lasts; ``reason``: written down where nothing was announced."""

    at: datetime
    brand: UUID
    call: UUID
    ticket: UUID | None
    staff: Staff | None
    agent: Staff | None
    manner: str
    seconds: float | None
    period: ListeningPeriod | None
    reason: str = ""


def register(brands: Collection[UUID], since: datetime, until: datetime, agent: UUID | None, most: int) -> list[Listened]:
    """What was listened to while it was said and afterwards, the latest first. Seven statements."""
    told = [*_live(brands, since, until, agent, most), *_recorded(brands, since, until, agent, most)]
    return sorted(told, key=lambda one: one.at, reverse=True)[:most]


def _recorded(brands: Collection[UUID], since: datetime, until: datetime, agent: UUID | None, most: int) -> list[Listened]:
    """Recordings, from what the journal has of each hearing: a line each, with how much of it was heard."""
    rows = Hearing.objects.filter(brand__in=brands, begun_at__gte=since, begun_at__lt=until)
    if agent is not None:
        rows = rows.filter(recording__call__staff=agent)
    rows = rows.select_related("staff", "period", "recording__call__staff").order_by("-begun_at", "-id")[:most]
    hearings = {str(one.id): one for one in rows}
    facts = Event.objects.filter(kind="recording.listened", subject__in={one.recording_id for one in hearings.values()})
    stretches: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for data in facts.values_list("data", flat=True):
        stretches[data["hearing"]].append((data["since"], data["until"]))
    return [
        Listened(
            one.begun_at, one.brand_id, one.recording.call_id, one.recording.call.ticket_id, one.staff,
            one.recording.call.staff, "recording", covered(stretches[id]), one.period, one.reason,
        )
        for id, one in hearings.items() if id in stretches
    ]  # fmt: skip


def covered(stretches: Iterable[tuple[float, float]]) -> float:
    """How long some stretches are together; what is in several counts once. Seconds."""
    total, end = 0.0, 0.0
    for since, until in sorted(stretches):
        total += max(0.0, until - max(since, end))
        end = max(end, until)
    return round(total, 1)


def _live(brands: Collection[UUID], since: datetime, until: datetime, agent: UUID | None, most: int) -> list[Listened]:
    rows = Event.objects.filter(kind="call.joined", brand__in=brands, at__gte=since, at__lt=until, data__agent__isnull=False)
    if agent is not None:
        rows = rows.filter(data__agent=str(agent))
    found = list(rows.order_by("-at", "-id")[:most])
    until_of = _ends(Event.objects.filter(kind__in=ENDS, subject__in={one.subject for one in found}).order_by("at", "id"))
    people = Staff.objects.in_bulk({UUID(one.data[who]) for one in found for who in ("staff", "agent") if one.data.get(who)})
    periods = ListeningPeriod.objects.in_bulk({UUID(one.data["period"]) for one in found if one.data.get("period")})

    def named(event: Event, who: str) -> Staff | None:
        return people.get(UUID(event.data[who])) if event.data.get(who) else None

    return [
        Listened(
            one.at, one.brand_id, one.subject, UUID(one.data["ticket"]) if one.data.get("ticket") else None,
            named(one, "staff"), named(one, "agent"), one.data["role"], until_of(one),
            periods.get(UUID(one.data["period"])) if one.data.get("period") else None,
        )
        for one in found
    ]  # fmt: skip


def _ends(events: Iterable[Event]) -> Callable[[Event], float | None]:
    """How long somebody stayed as what they came in: until they leave, become something else, or the call is over."""
    of_call: dict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        of_call[event.subject].append(event)

    def seconds(one: Event) -> float | None:
        for event in of_call[one.subject]:
            theirs = event.kind in ("call.ended", "call.lost") or event.data.get("staff") == one.data["staff"]
            if event.id > one.id and theirs:
                return round((event.at - one.at).total_seconds(), 1)
        return None

    return seconds
