"""What every page shows around itself: where one can go, the live stream, the brand's colours."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.live.token import issue


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation, for those who have the permission for one brand at least."""

    name: str
    label: Any
    icon: str
    shortcut: str
    permission: str
    end: bool = False


PLACES = [
    Place("desk:home", _("Desk"), "home", "g d", "tickets.read"),
    Place("tickets:list", _("Tickets"), "tag", "g t", "tickets.read"),
    Place("people:list", _("Customers"), "users", "g c", "people.read"),
    Place("supervision:board", _("Supervision"), "chart", "g s", "supervise"),
    Place("glossary:index", _("Glossary"), "book", "g g", "people.read"),
    Place("studio:home", _("Settings"), "settings", "g p", "administer", end=True),
]


def around(request: HttpRequest) -> dict[str, Any]:
    """``main_nav``, ``live_url``, ``palette_search_url`` and, where one brand only is served, ``brand_css_url``."""
    rights = getattr(request, "rights", None)
    if rights is None:
        return {}
    context: dict[str, Any] = {
        "main_nav": [_entry(place, request) for place in PLACES if rights.brands_where(place.permission)],
        "live_url": f"/live/stream?token={issue(settings.SECRET_KEY, rights.staff_id, rights.brands)}",
        "palette_search_url": reverse("desk:search"),
    }
    if len(rights.brands) == 1:
        slug = Brand.objects.values_list("slug", flat=True).get(id=rights.brands[0])
        context["brand_css_url"] = reverse("brands:theme", args=[slug])
    return context


def _entry(place: Place, request: HttpRequest) -> dict[str, Any]:
    url = reverse(place.name)
    current = request.path == url if url == "/" else request.path.startswith(url)
    return {
        "url": url,
        "label": place.label,
        "icon": place.icon,
        "shortcut": place.shortcut,
        "current": current,
        "end": place.end,
    }
