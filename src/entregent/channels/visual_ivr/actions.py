"""Opening and closing the page of a scenario."""

from datetime import datetime

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.visual_ivr import events
from entregent.channels.visual_ivr.models import Page
from entregent.journal.actions import append
from entregent.scenarios.models import Scenario


@transaction.atomic
def present(
    scenario: Scenario, *, open: bool, title: str, welcome: str, chat_at: str, staff: Staff | None, now: datetime, actor: str
) -> Page:
    """Say how the page of a scenario presents itself, and whether it is open."""
    page = Page.objects.select_for_update().filter(scenario=scenario).first()
    page = page or Page(brand_id=scenario.brand_id, scenario=scenario)
    before = page.open
    page.open, page.title, page.welcome, page.chat_at = open, title, welcome, chat_at
    page.changed_by, page.changed_at = staff, now
    page.save()
    if open != before:
        told = events.page_opened if open else events.page_closed
        append([told(brand=page.brand_id, at=now, subject=page.id, actor=actor, scenario=scenario.id)])
    return page
