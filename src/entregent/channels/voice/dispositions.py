"""Reading what calls came to: what may be chosen, what an agent has still to say, what a period came to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from entregent.channels.voice.models import Call, Disposition, DispositionPolicy
from entregent.channels.voice.ratios import Kind, Ratios, ratios
from entregent.channels.voice.rules import may_qualify
from entregent.kernel.forest import lines
from entregent.kernel.text import fold
from entregent.routing.models import WorkItem

ASKED_FOR = timedelta(hours=48)
"""No call older than this can still be qualified, wherever its brand is."""
UNQUALIFIED = "unqualified"
_HELD = Q(disposition=None) & (Q(answered_at__isnull=False) | Q(direction=Call.Direction.OUT)) & ~Q(ended_at=None)
"""Calls of which their agent could say something, and has not."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A disposition that may be chosen, and the headings that it stands under."""

    id: UUID
    brand: UUID
    name: str
    under: str
    kind: str
    kind_name: str


def choices(brands: Collection[UUID], words: str = "", *, active: bool = True) -> list[Choice]:
    """The leaves of these brands' trees, in their order, all of whose ``words`` are there; one statement. What stands under
    something out of service is so too, unless ``active`` is not asked for."""
    rows = list(Disposition.objects.filter(brand__in=list(brands)))
    by_id = {row.id: row for row in rows}
    found = []
    for line in lines(rows):
        path = _path(line.node, by_id)
        if not line.leaf or (active and not all(one.active for one in path)):
            continue
        names = [one.name for one in path]
        if all(word in fold(" ".join(names)) for word in fold(words).split()):
            row = line.node
            found.append(Choice(row.id, row.brand_id, row.name, " › ".join(names[:-1]), row.kind, row.get_kind_display()))
    return found


def _path(row: Disposition, by_id: dict[UUID, Disposition]) -> list[Disposition]:
    path = [row]
    while (above := by_id.get(path[0].parent_id)) is not None:
        path.insert(0, above)
    return path


def qualified_by(call: Call, staff: UUID, now: datetime) -> bool:
    """Whether somebody may say how a call ended; ``call`` with its brand."""
    return may_qualify(call.staff_id, staff, call.ended_at, now, ZoneInfo(call.brand.time_zone))


@dataclass(frozen=True, slots=True)
class Afterwards:
    """A call that is over, and what its agent still does for it. ``until``: when their wrap-up ends by itself, None without
    one; ``more``: whether they may make it longer."""

    call: Call
    until: datetime | None
    more: bool


def to_finish(staff: UUID, now: datetime) -> list[Afterwards]:
    """The calls that an agent wraps up, the latest first, then those which their brand wants qualified. Two statements."""
    items = {
        item.subject: item
        for item in WorkItem.objects.filter(agent=staff, state=WorkItem.State.WRAP_UP, channel="call").select_related("queue")
    }
    wants = DispositionPolicy.objects.filter(brand=OuterRef("brand"), required=True)
    wrapped = Q(ticket__in=items, direction=Call.Direction.IN) | Q(id__in=items)
    rows = Call.objects.filter(wrapped | _HELD & Exists(wants), staff=staff, ended_at__gte=now - ASKED_FOR)
    rows = rows.select_related("brand", "conversation__person", "disposition").order_by("-ended_at")
    found = []
    for call in rows:
        item = items.pop(call.ticket_id, None) or items.pop(call.id, None)
        if item is None:
            if call.disposition_id is None and qualified_by(call, staff, now):
                found.append(Afterwards(call, None, False))
        elif item.wrap_up_at is not None:
            until = item.wrap_up_at + timedelta(seconds=item.queue.wrap_up_seconds + item.wrap_up_added)
            found.append(Afterwards(call, until, item.wrap_up_added < item.queue.wrap_up_more_seconds))
    return sorted(found, key=lambda one: one.until is None)


def came_to(rows: QuerySet[Call]) -> Ratios:
    """What some calls came to; one statement. What the telephone knows by itself, nobody has to say: of those we called and who
    did not answer, none is left unqualified."""
    kind = Case(
        When(disposition__isnull=False, then=F("disposition__kind")),
        When(direction=Call.Direction.OUT, outcome=Call.Outcome.NO_ANSWER, then=Value(Kind.NO_ANSWER.value)),
        default=Value(UNQUALIFIED), output_field=CharField(),
    )  # fmt: skip
    held = rows.filter(_HELD | Q(disposition__isnull=False)).order_by().annotate(counted_as=kind)
    return ratios(dict(held.values_list("counted_as").annotate(calls=Count("id"))))


def with_disposition(rows: QuerySet[Call], disposition: UUID | None, kind: str) -> QuerySet[Call]:
    """Those of one disposition, of one class, or (``unqualified``) of none."""
    if disposition is not None:
        rows = rows.filter(disposition=disposition)
    if kind == UNQUALIFIED:
        return rows.filter(_HELD)
    return rows.filter(disposition__kind=kind) if kind else rows


def named(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of some dispositions; one statement."""
    return dict(Disposition.objects.filter(id__in=list(ids)).values_list("id", "name"))
