"""What every page of staff needs of the shell: navigation, live stream, palette, the brand's colours."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from entregent.access.queries import Rights
from entregent.brands.queries import brands, theme_address
from entregent.brands.vocabulary import worded
from entregent.live.token import issue

# address, words, drawing, shortcut, permissions (one is enough), at the end of the rail
OF_CUSTOMERS = ""  # named by the brand's own word
PLACES = (
    ("desk:desk", gettext_noop("Desk"), "desk", "g d", ("work",), False),
    ("tickets:list", gettext_noop("Tickets"), "ticket", "g t", ("tickets.read",), False),
    ("people:list", OF_CUSTOMERS, "users", "g c", ("people.read",), False),
    ("supervision:board", gettext_noop("Supervision"), "gauge", "g s", ("supervise",), False),
    ("glossary:glossary", gettext_noop("Glossary"), "book", "g l", ("tickets.read",), True),
    ("studio:home", gettext_noop("Studio"), "studio", "g a", ("administer", "supervise", "audit.read"), True),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The shell's context; each value is made only if a template asks for it."""
    rights = getattr(request, "rights", None)
    if rights is None or not request.user.is_authenticated:
        return {}
    return {
        "main_nav": _once(lambda: _navigation(request)),
        "live_url": _once(lambda: f"/live/stream?token={issue(settings.SECRET_KEY, request.user.id, rights.brands)}"),
        "live_topics": f"staff:{request.user.id}",
        "palette_search_url": reverse("desk:search"),
        "bandeau_url": _bandeau(rights),
        "shell_scripts": [static("voice/station.js")] if _bandeau(rights) else [],
        "brand_css_url": _once(lambda: _brand_css(rights.brands)),
    }


def _bandeau(rights: Rights) -> str:
    """Whoever listens to calls and takes none has a telephone, and nothing else."""
    if rights.brands_where("work"):
        return reverse("desk:bandeau")
    return reverse("voice:station") if rights.brands_where("supervise") else ""


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    places = []
    for name, words, icon, shortcut, permissions, at_end in PLACES:
        # Who administers the platform enters the studio before there is a brand to administer.
        if not any(map(request.rights.brands_where, permissions)) and not (
            name == "studio:home" and request.rights.is_platform_administrator
        ):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue  # this room is not served here
        here = request.path == url if url == "/" else request.path.startswith(url)
        current = here or (name == "desk:desk" and request.path.startswith("/desk/"))
        places.append(
            {
                "url": url,
                "label": _(words) if words else worded("%(customers)s").capitalize(),
                "icon": icon,
                "shortcut": shortcut,
                "current": current,
                "end": at_end,
            }
        )
    return places


def _brand_css(ids: list[Any]) -> str:
    # With several brands the house keeps its own colour: an agent must not take one brand's desk for another's.
    return theme_address(brands(ids)[ids[0]]) if len(ids) == 1 else ""


def _once(make: Callable[[], Any]) -> Callable[[], Any]:
    made: list[Any] = []

    def get() -> Any:
        if not made:
            made.append(make())
        return made[0]

    return get
