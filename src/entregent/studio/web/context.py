"""The studio's menu beside the pages that are set up in other rooms: its own, and those that its cards lead to."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from entregent.studio.catalogue import groups
from entregent.studio.resource import Card


def settings_nav(request: HttpRequest) -> dict[str, Any]:
    """``settings_nav`` for the shell: the studio's address and its groups, the card of this page marked; None elsewhere.

    Made only if a template asks for it: fragments do not.
    """
    return {"settings_nav": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> dict[str, Any] | None:
    rights = getattr(request, "rights", None)
    if rights is None:
        return None
    home, here, shown = reverse("studio:home"), request.path, groups(rights)
    current = max((card.url for group in shown for card in group.cards if here.startswith(card.url)), key=len, default="")
    if not current and not here.startswith(home):
        return None

    def marked(card: Card) -> Card:
        return replace(card, current=card.url == current)

    return {
        "home": home,
        "at_home": here == home,
        "groups": [replace(group, cards=tuple(map(marked, group.cards))) for group in shown],
    }
