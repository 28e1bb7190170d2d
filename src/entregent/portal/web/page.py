"""What every page of a portal knows: whose it is, who reads it, where one may go, what has just been done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from entregent.brands.queries import logo_address, theme_address
from entregent.portal.queries import Visit
from entregent.portal.web.chat import widget_of

Place = tuple[str, str, str, str]
"""Address, words, drawing, and the setting of the brand's that shows it (empty: always)."""

PLACES: tuple[Place, ...] = (
    ("portal:home", gettext_noop("My requests"), "ticket", ""),
    ("portal:callbacks", gettext_noop("Be called back"), "callback", "callbacks"),
    ("portal:help", gettext_noop("Help"), "book", "help"),
    ("portal:data", gettext_noop("My data"), "user", ""),
)

MORE: tuple[Place, ...] = (
    ("portal:preferences", gettext_noop("My preferences"), "star", ""),
    ("portal:consents", gettext_noop("My consents"), "check", ""),
    ("portal:rights", gettext_noop("My rights"), "shield", "rights"),
    ("portal:security", gettext_noop("Security"), "lock", ""),
)
"""What stands in the menu of one's name, and under one's data."""

DONE = {
    "ouverte": gettext_noop("Your request is sent. We answer here, and by e-mail."),
    "ecrit": gettext_noop("Your message is sent."),
    "suite": gettext_noop("The request was over: your message has opened a new one."),
    "reglee": gettext_noop("Thank you: the request is settled. Write in it if it is not after all."),
    "rappel": gettext_noop("It is booked: we call you."),
    "deplace": gettext_noop("Your callback is moved."),
    "annule": gettext_noop("Your callback is cancelled."),
    "enregistre": gettext_noop("Saved."),
    "droit": gettext_noop("Your request is sent: we answer within the time of the law."),
    "oublie": gettext_noop("Forgotten."),
    "oui": gettext_noop("It is written down: you said yes."),
    "non": gettext_noop("It is written down: you said no. It holds at once."),
    "lien": gettext_noop("A link is on its way to this address: open it here to add the address."),
    "adresse": gettext_noop("This address is yours: you may enter by it from now on."),
    "retire": gettext_noop("Removed."),
    "fermees": gettext_noop("You are signed out elsewhere."),
    "sorti": gettext_noop("You have left your space. See you soon."),
}
"""What a page says once something was done: its address carries the word, never a text."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line at the bottom of the page, as Django's messages have them: those of staff are not shown here."""

    text: str
    level_tag: str = "success"

    def __str__(self) -> str:
        return self.text


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Draw a page of the portal."""
    visit: Visit = request.visit
    done = DONE.get(request.GET.get("fait", ""))
    shown = {
        "visit": visit, "brand": visit.brand, "person": visit.person, "product_name": visit.brand.name,
        "brand_css_url": theme_address(visit.brand), "logo_url": logo_address(visit.brand),
        "messages": [Said(_(done))] if done else [],
        "places": _places(request, visit, PLACES), "more": _places(request, visit, MORE),
        "chat": lambda: widget_of(visit) if visit.entered and visit.portal.chat else None,
        "other_language": "en" if request.LANGUAGE_CODE == "fr" else "fr",
    }  # fmt: skip
    return render(request, template, shown | (context or {}), status=status)


def go(name: str, visit: Visit, *arguments: object, done: str = "") -> HttpResponse:
    """Lead to a page of the portal, which says what was done."""
    address = reverse(f"portal:{name}", args=[visit.brand.slug, *arguments])
    return redirect(f"{address}?fait={done}" if done else address)


def _places(request: HttpRequest, visit: Visit, places: tuple[Place, ...]) -> list[dict[str, Any]]:
    if not visit.entered:
        return []
    found = []
    for name, words, icon, setting in places:
        if setting and not getattr(visit.portal, setting):
            continue
        url = reverse(name, args=[visit.brand.slug])
        here = request.path == url or request.path.startswith(f"{url}demandes/") if name == "portal:home" else None
        current = request.path.startswith(url) if here is None else here
        found.append({"url": url, "label": _(words), "icon": icon, "current": current})
    return found
