"""Who is to be called, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from entregent.callbacks.models import Callback

OPEN = (Callback.State.BOOKED, Callback.State.DUE)
MOST = 300


@dataclass(frozen=True, slots=True)
class Agenda:
    """Callbacks in the order of their time, and whether some are left out."""

    callbacks: list[Callback]
    more: bool


def agenda(brands: Iterable[UUID], *, since: datetime, until: datetime) -> Agenda:
    """The callbacks of these brands between two instants, cancelled ones left out; one statement."""
    rows = Callback.objects.filter(brand__in=list(brands), starts_at__gte=since, starts_at__lt=until)
    rows = rows.exclude(state=Callback.State.CANCELLED).select_related("brand", "queue", "person", "ticket")
    found = list(rows.order_by("starts_at", "id")[: MOST + 1])
    return Agenda(found[:MOST], len(found) > MOST)


def open_of(person: UUID, *, now: datetime) -> list[Callback]:
    """The callbacks that a person waits for, and those of the last day; one statement."""
    rows = Callback.objects.filter(person=person).exclude(state=Callback.State.CANCELLED).select_related("queue", "brand")
    recent = rows.filter(starts_at__gte=now - timedelta(days=1))
    return sorted({*rows.filter(state__in=OPEN), *recent}, key=lambda one: one.starts_at)


def of_ticket(ticket: UUID) -> Callback | None:
    """The callback that a request is, if it is one."""
    return Callback.objects.select_related("brand", "queue").filter(ticket=ticket).first()
