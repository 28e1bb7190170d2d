"""The glossary: one page, searched as one types."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from entregent.glossary.places import PLACES
from entregent.glossary.queries import entries
from entregent.glossary.rules import DIGITS, by_letter, matching


@login_required
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, or those that answer ``q``."""
    text = request.GET.get("q", "").strip()[:100]
    found = matching(entries(), text) if text else list(entries())
    places = _places(request)
    shown = [
        (letter, _fragment(letter), [(entry, places.get(entry.capability, "")) for entry in of_letter])
        for letter, of_letter in by_letter(found)
    ]
    here = {letter for letter, *_rest in shown}
    letters = [(letter, _fragment(letter), letter in here) for letter, _of_letter in by_letter(entries())]
    context = {"shown": shown, "letters": letters, "text": text, "count": len(found)}
    return render(request, "glossary/glossary.html", context)


def _fragment(letter: str) -> str:
    return "letter-digits" if letter == DIGITS else f"letter-{letter.lower()}"


def _places(request: HttpRequest) -> dict[str, str]:
    """Capability → address, for the pages that the visitor may open and that this installation serves."""
    addresses = {}
    for capability, (name, permission) in PLACES.items():
        if permission is None or request.rights.brands_where(permission):
            try:
                addresses[capability] = reverse(name)
            except NoReverseMatch:
                continue  # this room is not served here
    return addresses
