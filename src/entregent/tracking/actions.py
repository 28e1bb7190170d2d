"""Lending numbers to visitors, and telling where a call came from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.tracking import events
from entregent.tracking.errors import NameTaken
from entregent.tracking.models import Lending, Pool, Source
from entregent.tracking.rules import Came, source_of

ACTOR = "system:tracking"
REST = timedelta(minutes=15)
"""Given back, a number rests: whoever wrote it down still calls, and is counted to where they came from."""
KEPT = timedelta(days=2)
"""How long a lending that is over stays."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a visitor may see. ``number`` in E.164; None where all are lent: then that of their ``source``, if it has one."""

    number: str | None
    source: UUID | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call came from."""

    source: UUID | None
    came: dict[str, str]


@transaction.atomic
def lend(brand: UUID, numbers: Collection[str], visitor: UUID, came: Came, now: datetime) -> Lent | None:
    """Lend a visitor one of these numbers, or let them keep the one that they have; None where the brand lends none.

    Two at once never get the same: they are served one after the other (the pool's row is held). A visitor who came again by
    another way counts to the new one.
    """
    pool = Pool.objects.select_for_update().filter(brand=brand, active=True).first()
    if pool is None:
        return None
    rule = source_of(Source.objects.filter(brand=brand, active=True), came)
    source, until = rule.id if rule is not None else None, now + timedelta(minutes=pool.minutes)
    mine = Lending.objects.filter(visitor=visitor, until__gt=now, number__in=numbers).first()
    if mine is not None:
        if came.told and came.told != mine.came:
            mine.source_id, mine.came = source, came.told
        mine.until = until
        mine.save(update_fields=["until", "source", "came"])
        return Lent(mine.number, mine.source_id, until)
    taken = set(Lending.objects.filter(brand=brand, until__gt=now - REST).values_list("number", flat=True))
    free = sorted(set(numbers) - taken)
    if not free:
        append([events.number_exhausted(brand=brand, at=now, subject=pool.id, actor=ACTOR, source=source)])
        return Lent(None, source, until)
    rested = dict(Lending.objects.filter(brand=brand, number__in=free).order_by("until").values_list("number", "until"))
    number = min(free, key=lambda one: (rested.get(one, datetime.min.replace(tzinfo=now.tzinfo)), one))
    row = Lending.objects.create(
        brand_id=brand, number=number, visitor=visitor, source_id=source, came=came.told, lent_at=now, until=until
    )
    append([events.number_lent(brand=brand, at=now, subject=row.id, actor=ACTOR, source=source, free=len(free) - 1)])
    return Lent(number, source, until)


def give_back(visitor: UUID, now: datetime) -> None:
    """A visitor withdraws their agreement: what was noted of them is gone, and the number rests."""
    Lending.objects.filter(visitor=visitor).update(until=now, came={}, source=None)


def origin_of(brand: UUID, number: str, source: UUID | None, now: datetime) -> Origin:
    """Where a call on a number came from: the number's own source, else that of the visitor to whom it is lent, or was until it
    rested. One statement where the number has no source."""
    if source is not None:
        return Origin(source, {})
    rows = Lending.objects.filter(brand=brand, number=number, lent_at__lte=now, until__gt=now - REST)
    last = rows.order_by("-until").first()
    return Origin(last.source_id, last.came) if last is not None else Origin(None, {})


def origin_of_visitor(visitor: UUID, now: datetime) -> Origin | None:
    """Where a visitor who calls from the page came from, if they agreed that it be noted."""
    row = Lending.objects.filter(visitor=visitor, until__gt=now).order_by("-until").first()
    return Origin(row.source_id, row.came) if row is not None else None


def forget(now: datetime) -> int:
    """Delete what was lent and is over; how many there were."""
    return Lending.objects.filter(until__lt=now - KEPT).delete()[0]


@transaction.atomic
def save(row: Source | Pool, *, by: Staff, now: datetime) -> None:
    """Add or change a source, or how numbers are lent. Raises NameTaken."""
    before = type(row).objects.filter(id=row.id).first()
    names = [field.attname for field in row._meta.local_fields]
    changed: dict[str, tuple[Any, Any]] = {
        name: (getattr(before, name), getattr(row, name))
        for name in names if before is not None and getattr(before, name) != getattr(row, name)
    }  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken from error
    note_change(row, created=before is None, changed=changed, brand_id=row.brand_id, now=now, by=by)
