"""Reading the requests of rights, behind the walls of the current transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from entregent.brands.models import Brand
from entregent.rights.models import RightRequest
from entregent.rights.queries.timeline import SOURCE
from entregent.rights.rules import RIGHTS, Rule, extended_to, rule_for

__all__ = ["SOURCE", "Listed", "extension_of", "listing", "of_person", "of_ticket", "offered"]
PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of requests, and whether there are more."""

    requests: list[RightRequest]
    more: bool


def listing(brands: Iterable[UUID], *, answered: bool = False, page: int = 1) -> Listed:
    """Those in hand, what falls due first; or those answered, the latest first. One statement."""
    rows = RightRequest.objects.filter(brand__in=list(brands), answered_at__isnull=not answered)
    rows = rows.select_related("brand", "person", "ticket__brand", "ticket__assignee")
    rows = rows.order_by("-answered_at", "-id") if answered else rows.order_by("due_on", "id")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return Listed(found[:PAGE], len(found) > PAGE)


def of_person(person: UUID) -> list[RightRequest]:
    """Those that somebody made: in hand first, then the latest; one statement."""
    rows = RightRequest.objects.filter(person=person).select_related("ticket__brand")
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "-received_at")[:PAGE])


def of_ticket(ticket: UUID) -> RightRequest | None:
    """The right that a ticket is about, if any; one statement."""
    return RightRequest.objects.filter(ticket=ticket).first()


def offered(regime: str, on: date) -> list[Rule]:
    """The rights that the law of a brand gives on a day."""
    return [rule for right in RIGHTS if (rule := rule_for(regime, right, on)) is not None]


def extension_of(request: RightRequest, brand: Brand, now: datetime) -> date | None:
    """Until when it may be answered if its author is told today that it takes longer; None where the law gives no more."""
    if request.extended_at is not None or request.answered_at is not None:
        return None
    zone = ZoneInfo(brand.time_zone)
    received = request.received_at.astimezone(zone).date()
    rule = rule_for(brand.regime, request.right, received)
    return extended_to(rule, received, now.astimezone(zone).date()) if rule else None
