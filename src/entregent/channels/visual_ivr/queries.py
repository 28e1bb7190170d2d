"""Reading pages, behind the walls of the current transaction."""

from uuid import UUID

from entregent.channels.visual_ivr.models import Page
from entregent.scenarios.models import Session, Version

MEDIUM = "web"


def open_pages(brand: UUID) -> list[Page]:
    """The pages that may be begun now: open, and of a scenario that is published for the web. One statement."""
    performed = Version.objects.filter(brand=brand, state=Version.State.PUBLISHED, form__media__contains=MEDIUM)
    rows = Page.objects.filter(brand=brand, open=True, scenario__archived_at=None, scenario__versions__in=performed)
    return list(rows.select_related("scenario").order_by("title", "scenario__name"))


def open_page(brand: UUID, slug: str) -> Page | None:
    """The page of a scenario that may be begun now."""
    return next((page for page in open_pages(brand) if page.scenario.slug == slug), None)


def page_of(scenario: UUID) -> Page | None:
    """How the page of a scenario presents itself, open or not."""
    return Page.objects.filter(scenario=scenario).select_related("changed_by").first()


def languages_of(scenario: UUID) -> list[str]:
    """The languages of what is performed now of a scenario, its first one first."""
    rows = Version.objects.filter(scenario=scenario, state=Version.State.PUBLISHED)
    return rows.values_list("form__languages", flat=True).first() or []


def session_of(id: UUID) -> Session | None:
    """A session with its scenario and its ticket; None behind another brand's wall."""
    found = Session.objects.filter(id=id).select_related("scenario", "ticket__conversation", "ticket__brand")
    return found.first()
