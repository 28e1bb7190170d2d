"""A right is asked for: a request of its own, under the clock of the law."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.brands.models import Brand
from entregent.calendar.actions import save_calendar
from entregent.calendar.models import Calendar
from entregent.calendar.rules import always
from entregent.journal.actions import append
from entregent.journal.kinds import Fact, Kind
from entregent.rights import events
from entregent.rights.errors import AskedAlready, NoSuchRight
from entregent.rights.models import RightRequest
from entregent.rights.rules import HOUSE_DAYS, answer_by, rule_for
from entregent.tickets import actions as tickets
from entregent.tickets.models import Type


def ask(incoming: tickets.Incoming, right: str, *, identity: str, now: datetime) -> RightRequest:
    """Open the request of a right as the channel brings it: ``incoming.person`` is known, its text is theirs.

    The ticket has the clock that agents see (``HOUSE_DAYS``, or what the brand set stricter), the request that of the law.
    Raises NoSuchRight, AskedAlready while the same one is in hand, LookupError where the brand has no queue.
    """
    brand = Brand.objects.get(id=incoming.brand)
    today = now.astimezone(ZoneInfo(brand.time_zone)).date()
    rule = rule_for(brand.regime, right, today)
    if rule is None or incoming.person is None:
        raise NoSuchRight()
    try:
        with transaction.atomic():
            _promise(brand, now)
            ticket = tickets.receive(replace(incoming, type=Type.PRIVACY), now).ticket
            made = RightRequest.objects.create(
                brand=brand, person_id=ticket.person_id, ticket=ticket, right=right, source=rule.source, identity=identity,
                received_at=now, due_on=answer_by(rule, today),
            )  # fmt: skip
            append([fact_of(events.asked, made, now, f"person:{ticket.person_id}", regime=brand.regime, identity=identity)])
    except IntegrityError as error:
        raise AskedAlready() from error
    return made


def fact_of(kind: Kind, request: RightRequest, at: datetime, actor: str, **data: Any) -> Fact:
    """A fact about the request of a right."""
    about = {"right": request.right, "ticket": request.ticket_id} | ({"due": request.due_on} if "due" in kind.fields else {})
    return kind(brand=request.brand_id, at=at, subject=request.id, actor=actor, person=request.person_id, **(about | data))


def _promise(brand: Brand, now: datetime) -> None:
    """The promise by which agents answer in time, around the clock: made once, then the brand's to make stricter."""
    with translation.override(brand.language):
        name, around = _("Rights over personal data"), _("Around the clock")
    hours = Calendar.objects.filter(brand=brand, name=around).first()
    hours = hours or save_calendar(brand.id, around, always(brand.time_zone), now=now, actor="system:rights")
    tickets.promise_for(brand, Type.PRIVACY, name=name, hours=hours, resolution_minutes=HOUSE_DAYS * 1440)
