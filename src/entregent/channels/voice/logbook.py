"""The log of calls: which there were, what became of them, and who is to be called back."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from entregent.channels.voice.dispositions import with_disposition
from entregent.channels.voice.models import Call, Party
from entregent.channels.voice.partition import Partition, partition
from entregent.channels.voice.rules import ABANDONED_SHORT
from entregent.tracking.models import Source
from entregent.tracking.queries import sources

WITH = ("source", "brand", "conversation__person", "number", "staff", "ticket__queue", "session__scenario", "disposition")
REACHED = (Call.Outcome.ANSWERED, Call.Outcome.SERVED, Call.Outcome.DEFLECTED)
"""Outcomes after which nobody is owed a call."""
MOST = 500
"""Abandoned calls that are looked at: more than a day of them is not called back one by one."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which calls; what is None or empty leaves nothing out. ``outcome`` is one of ``partition.OUTCOMES``, which exclude each
    other, or ``no_answer``; ``caller``: digits that their number has; ``said``: words in what was written down of it;
    ``kind``: a class of dispositions, or ``unqualified``."""

    since: datetime | None = None
    until: datetime | None = None
    direction: str = ""
    outcome: str = ""
    queue: UUID | None = None
    agent: UUID | None = None
    number: UUID | None = None
    caller: str = ""
    said: str = ""
    person: UUID | None = None
    source: UUID | None = None
    disposition: UUID | None = None
    kind: str = ""


def calls(brands: Collection[UUID], filters: Filters) -> QuerySet[Call]:
    """The calls of these brands that fit every filter, the latest first, with what a list shows of each."""
    rows = Call.objects.filter(brand__in=list(brands)).select_related(*WITH).order_by("-begun_at", "-id")
    exact = {
        "begun_at__gte": filters.since, "begun_at__lt": filters.until, "direction": filters.direction,
        "ticket__queue": filters.queue, "number": filters.number, "conversation__person": filters.person,
        "source": filters.source,
        "recording__transcript__words__icontains": filters.said.strip(),
        "conversation__address__contains": "".join(filter(str.isdigit, filters.caller)).lstrip("0"),
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.outcome == "running":
        rows = rows.filter(ended_at=None)
    elif filters.outcome == "short":
        rows = rows.filter(_SHORT)
    elif filters.outcome == Call.Outcome.ABANDONED:
        rows = rows.filter(~_SHORT, outcome=Call.Outcome.ABANDONED)
    elif filters.outcome:
        rows = rows.filter(outcome=filters.outcome, ended_at__isnull=False)
    if filters.agent:
        talked = Party.objects.filter(call=OuterRef("pk"), staff=filters.agent, joined_at__isnull=False)
        rows = rows.filter(Exists(talked) | Q(staff=filters.agent))
    return with_disposition(rows, filters.disposition, filters.kind)


_SHORT = Q(outcome=Call.Outcome.ABANDONED, ended_at__lt=F("queued_at") + Value(timedelta(seconds=ABANDONED_SHORT)))


def counted(rows: QuerySet[Call]) -> Partition:
    """What became of the incoming ones among some calls; one statement."""
    part = Case(
        When(ended_at=None, then=Value("running")), When(_SHORT, then=Value("short")), default=F("outcome"),
        output_field=CharField(),
    )  # fmt: skip
    incoming = rows.filter(direction=Call.Direction.IN).order_by().annotate(part=part)
    return partition(dict(incoming.values_list("part").annotate(calls=Count("id"))))


@dataclass(frozen=True, slots=True)
class BySource:
    """What came from a source: calls received, those that an agent answered, and its share of all that was received."""

    source: Source | None
    received: int
    answered: int
    share: float


def by_source(brands: Collection[UUID], since: datetime, until: datetime) -> list[BySource]:
    """The incoming calls of a period by source, most first; None: where nobody knows. Two statements."""
    rows = Call.objects.filter(brand__in=list(brands), direction=Call.Direction.IN, begun_at__gte=since, begun_at__lt=until)
    answered = Count("id", filter=Q(outcome=Call.Outcome.ANSWERED))
    counts = rows.order_by().values_list("source").annotate(received=Count("id"), answered=answered)
    found = list(counts.order_by("-received", "source"))
    names = {one.id: one for one in sources(brands)}
    total = sum(received for _source, received, _answered in found)
    told = [BySource(names.get(id), received, answered, received / total) for id, received, answered in found]
    silent = [BySource(one, 0, 0, 0.0) for one in names.values() if one.active and one.id not in {id for id, *_ in found}]
    return told + silent


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds: in the menu, waiting, talking (holds left out), on hold, in all; None for what never came."""

    menu: float
    waited: float | None
    talked: float | None
    held: float
    lasted: float


def figures(call: Call, now: datetime) -> Figures:
    """How long each part of a call lasted, or lasts."""
    end = call.ended_at or now
    held = call.held_seconds + ((now - call.held_since).total_seconds() if call.held and call.held_since else 0)

    def between(since: datetime | None, until: datetime) -> float | None:
        return None if since is None else max(0.0, (until - since).total_seconds())

    talked = between(call.answered_at, end)
    return Figures(
        menu=(min(call.queued_at or end, end) - call.begun_at).total_seconds(),
        waited=between(call.queued_at, call.answered_at or end),
        talked=None if talked is None else max(0.0, talked - held), held=held, lasted=(end - call.begun_at).total_seconds(),
    )  # fmt: skip


@dataclass(slots=True)
class Owed:
    """A number that gave up waiting and was not reached since: the last call, how often, how long at most (seconds), and how
    often it was called back in vain."""

    last: Call
    times: int = 0
    waited: float = 0.0
    tried: int = 0
    tried_at: datetime | None = field(default=None)


def to_call_back(brands: Collection[UUID], since: datetime) -> list[Owed]:
    """Whom we owe a call, the latest first; two statements. Gone are those who reached us since, by an agent or by what they
    were served, and those whom somebody called and reached. Withheld numbers cannot be called."""
    abandoned = calls(brands, Filters(since=since, direction="in")).filter(outcome=Call.Outcome.ABANDONED)
    abandoned = abandoned.exclude(conversation__address="")
    owed: dict[tuple[UUID, str], Owed] = {}
    for call in abandoned[:MOST]:
        one = owed.setdefault((call.brand_id, call.conversation.address), Owed(call))
        one.times += 1
        one.waited = max(one.waited, figures(call, call.begun_at).waited or 0)
    numbers = {number for _brand, number in owed}
    persons = {one.last.conversation.person_id: key for key, one in owed.items()}
    after = Call.objects.filter(brand__in=list(brands), begun_at__gt=since).order_by("begun_at")
    after = after.filter(Q(conversation__address__in=numbers) | Q(conversation__person__in=list(persons)))
    after = after.exclude(direction=Call.Direction.IN, answered_at=None, outcome__in=("", *_UNSERVED))
    for brand, address, person, at, direction, reached in after.values_list(
        "brand", "conversation__address", "conversation__person", "begun_at", "direction", "answered_at"
    ):
        for key in {(brand, address), persons.get(person)} & owed.keys():
            if at < owed[key].last.begun_at:
                continue
            if direction == Call.Direction.OUT and reached is None:
                owed[key].tried, owed[key].tried_at = owed[key].tried + 1, at
            else:
                del owed[key]
    return sorted(owed.values(), key=lambda one: one.last.begun_at, reverse=True)


_UNSERVED = [one for one in Call.Outcome.values if one not in REACHED]
