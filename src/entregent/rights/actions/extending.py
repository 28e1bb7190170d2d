"""A complex request takes longer: its author is told why, within the law's first time."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.conversations.content import Content
from entregent.journal.actions import append
from entregent.rights import events
from entregent.rights.actions.asking import fact_of
from entregent.rights.errors import NotExtended
from entregent.rights.models import RightRequest
from entregent.rights.rules import extended_to, rule_for
from entregent.tickets import actions as tickets
from entregent.tickets.models import Status


@transaction.atomic
def extend(request_id: UUID, why: str, *, staff: Staff, now: datetime) -> RightRequest:
    """Tell the author, in their request, that it takes longer and why: the law then gives more time (RGPD art. 12(3)).

    The promise of the house stays as it was: late for the house, not for the law. Raises NotExtended, AlreadyClosed.
    """
    request = RightRequest.objects.select_for_update(of=["self"]).select_related("brand", "ticket", "person").get(id=request_id)
    zone = ZoneInfo(request.brand.time_zone)
    received = request.received_at.astimezone(zone).date()
    rule = rule_for(request.brand.regime, request.right, received)
    until = extended_to(rule, received, now.astimezone(zone).date()) if rule else None
    if until is None or request.extended_at is not None or request.answered_at is not None:
        raise NotExtended()
    language = request.person.language if request.person.language in ("fr", "en") else request.brand.language
    with translation.override(language):
        told = _("Your request takes us longer than a month. We answer by %(day)s at the latest. The reason: %(why)s")
        text = told % {"day": date_format(until, "DATE_FORMAT"), "why": why.strip()}
    tickets.reply(request.ticket_id, Content(text=text), staff=staff, status=Status.OPEN, now=now)
    before, request.due_on, request.extended_at, request.warned_at = request.due_on, until, now, None
    request.save(update_fields=["due_on", "extended_at", "warned_at"])
    append([fact_of(events.extended, request, now, f"staff:{staff.id}", before=before)])
    return request
