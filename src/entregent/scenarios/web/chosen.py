"""Which brand and which scenario a page is about, and what everything drawn of a tree needs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_htmx.http import reswap, trigger_client_event

from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.scenarios import queries
from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.tree.form import Form, read
from entregent.scenarios.web.tabs import tabs
from entregent.scenarios.web.wording import MEDIA

READ = "supervise"
WRITE = "administer"


@dataclass(frozen=True)
class Chosen:
    """The brand shown, among those that may be."""

    brand: Brand
    brands: list[Brand]
    may_write: bool


def chosen(request: HttpRequest, permission: str = READ) -> Chosen:
    """What ``brand`` names in the address or in the form; otherwise the first."""
    asked = (request.POST if request.method == "POST" else request.GET).get("brand", "")
    brands = list(Brand.objects.filter(id__in=request.rights.brands_where(permission)))
    brand = next((one for one in brands if one.slug == asked), None)
    if brand is None and asked:
        raise Http404
    brand = brand or brands[0]
    return Chosen(brand, brands, request.rights.may(WRITE, brand.id))


def scenario_of(request: HttpRequest, scenario_id: UUID, permission: str = READ) -> Scenario:
    """The scenario; 404 behind the wall, 403 where the role for its brand does not allow it."""
    scenario = get_object_or_404(Scenario.objects.select_related("brand"), id=scenario_id)
    must(request, permission, scenario.brand_id)
    return scenario


def version_of(scenario: Scenario, number: str = "") -> tuple[Version, Form]:
    """A version and its form: by its number, else the draft, what is performed, or the newest. Raises Http404."""
    found = queries.version(scenario.id, int(number) if number.isdecimal() and len(number) < 7 else None)
    if found is None:
        raise Http404
    return found, read(found.form)


def page(request: HttpRequest, scenario: Scenario, tab: str, **more: Any) -> dict[str, Any]:
    """What every page about one scenario is drawn with; the studio's menu leaves its place to the tree."""
    return {
        "scenario": scenario, "brand": scenario.brand, "tab": tab, "settings_nav": None,
        "head": "scenarios/_head.html",
        "may_write": request.rights.may(WRITE, scenario.brand_id) and scenario.archived_at is None,
        "more_tabs": [(address, reverse(address, args=[scenario.id]), *MEDIA[medium]) for address, medium in tabs()], **more,
    }  # fmt: skip


def told(answer: HttpResponse, text: str, **more: str) -> HttpResponse:
    """The answer with a short message; ``undo`` is the address that takes it back."""
    return trigger_client_event(answer, "toast", {"text": text, **more})


def refused(text: str) -> HttpResponse:
    """The answer to htmx that leaves the page as it is and says why."""
    return told(reswap(HttpResponse(), "none"), text, level="bad")
