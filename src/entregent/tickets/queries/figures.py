"""Figures of the day, read from the journal: each is a count of facts, whose formula is said here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median
from uuid import UUID

from django.db.models import Count, Q

from entregent.journal.models import Event
from entregent.tickets.models import Ticket
from entregent.tickets.queries.lists import Filters, bounded_count
from entregent.tickets.rules import NEW, OPEN

BACKLOG_MOST = 5000


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """An agent's day. ``handled``: items finished; ``handling``: mean seconds from taking one to its end, wrap-up included;
    ``first_response``: median wall seconds of the first answers given; ``kept`` of ``due``: promises, fulfilled of those
    fulfilled or broken."""

    handled: int
    handling: float | None
    first_response: float | None
    kept: int
    due: int

    @property
    def share_kept(self) -> float | None:
        """Between 0 and 1; None when nothing fell due."""
        return self.kept / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class BrandFigures:
    """A brand's day: tickets received, human answers, tickets that wait for us (up to 5,000), since when the oldest does,
    promises kept of those due, median wall seconds of the first answers."""

    received: int
    answered: int
    backlog: int
    oldest: datetime | None
    kept: int
    due: int
    first_response: float | None

    @property
    def share_kept(self) -> float | None:
        """Between 0 and 1; None when nothing fell due."""
        return self.kept / self.due if self.due else None


def own_figures(staff_id: UUID, brands: Iterable[UUID], since: datetime) -> OwnFigures:
    """The agent's figures since an instant (midnight, usually). One statement."""
    kinds = ["item.finished", "ticket.answered", "promise.fulfilled", "promise.breached"]
    theirs = Q(actor=f"staff:{staff_id}") | Q(data__staff=str(staff_id))
    facts = Event.objects.filter(theirs, brand__in=list(brands), kind__in=kinds, at__gte=since)
    rows = list(facts.values_list("kind", "data"))
    finished = [data for kind, data in rows if kind == "item.finished" and data.get("staff") == str(staff_id)]
    handling = [(data.get("handled") or 0) + (data.get("wrapped_up") or 0) for data in finished]
    kept = sum(kind == "promise.fulfilled" for kind, _ in rows)
    return OwnFigures(
        len(finished), mean(handling) if handling else None, _first_response(rows), kept,
        kept + sum(kind == "promise.breached" for kind, _ in rows),
    )  # fmt: skip


def brand_figures(brand: UUID, since: datetime, now: datetime) -> BrandFigures:
    """The brand's figures since an instant (its midnight, usually). Five statements."""
    kinds = ["ticket.opened", "ticket.answered", "promise.fulfilled", "promise.breached"]
    facts = Event.objects.filter(brand=brand, at__gte=since).order_by()
    count = dict.fromkeys(kinds, 0) | dict(facts.filter(kind__in=kinds).values_list("kind").annotate(Count("id")))
    firsts = facts.filter(kind="ticket.answered", data__first=True, data__wall_seconds__isnull=False)
    return BrandFigures(
        received=count["ticket.opened"],
        answered=count["ticket.answered"],
        backlog=bounded_count(Filters((brand,), (NEW, OPEN)), now, BACKLOG_MOST),
        oldest=_oldest(brand),
        kept=count["promise.fulfilled"],
        due=count["promise.fulfilled"] + count["promise.breached"],
        first_response=_median(firsts.values_list("data__wall_seconds", flat=True)),
    )


def _oldest(brand: UUID) -> datetime | None:
    """When the oldest ticket that waits for us was opened: the first of each status in the index of the backlog."""
    waiting = (
        Ticket.objects.filter(brand=brand, merged_into__isnull=True).order_by("opened_at").values_list("opened_at", flat=True)
    )
    return min(waiting.filter(status=NEW)[:1].union(waiting.filter(status=OPEN)[:1], all=True), default=None)


def _median(waits: Iterable[float | None]) -> float | None:
    known = [wait for wait in waits if wait is not None]
    return median(known) if known else None


def _first_response(rows: list[tuple[str, dict]]) -> float | None:
    return _median(data.get("wall_seconds") for kind, data in rows if kind == "ticket.answered" and data.get("first"))
