"""A sentence tried on the model in use."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import requires
from entregent.understanding import queries
from entregent.understanding.entities import Entity, find
from entregent.understanding.models import Intent
from entregent.understanding.rules.examples import LONGEST
from entregent.understanding.web.chosen import READ, chosen, context
from entregent.understanding.web.wording import ENTITIES, VERDICTS


@dataclass(frozen=True)
class Piece:
    """A part of the sentence, and what it names."""

    text: str
    named: list[tuple[str, str]]  # (kind in words, value)


@require_POST
@requires(READ)
def try_sentence(request: HttpRequest) -> HttpResponse:
    """What it would be taken to mean, with which probabilities, and what it names. Nothing is kept."""
    shown = chosen(request)
    text = " ".join(request.POST.get("text", "").replace("\0", " ").split())[:LONGEST]
    guess = queries.guess(shown.brand.id, shown.language, text)
    labels = dict(Intent.objects.filter(brand=shown.brand, removed_at=None).values_list("name", "label"))
    today = timezone.now().astimezone(ZoneInfo(shown.brand.time_zone)).date()
    found = find(
        text, shown.language, today, region=shown.brand.region, references={"ticket": f"{shown.brand.code}-#+"}
    )  # fmt: skip
    verdict, tone, icon = VERDICTS[guess.verdict]
    drawn = context(
        shown, text=text, guess=guess, verdict=verdict, tone=tone, icon=icon, pieces=pieces(text, found),
        likely=[(labels.get(one.name, one.name), one.probability) for one in guess.intents],
    )  # fmt: skip
    return render(request, "understanding/_tried.html", drawn)


def pieces(text: str, entities: list[Entity]) -> list[Piece]:
    """The sentence cut where it names something; two readings of the same characters are one piece."""
    cut: list[Piece] = []
    position = 0
    for start, end in dict.fromkeys((one.start, one.end) for one in entities):
        if start > position:
            cut.append(Piece(text[position:start], []))
        here = [one for one in entities if (one.start, one.end) == (start, end)]
        here = [one for one in here if one.kind != "number" or len(here) == 1]  # every reference is a number too
        cut.append(Piece(here[0].text, [(str(ENTITIES.get(one.kind, one.kind)), one.value) for one in here]))
        position = end
    if position < len(text):
        cut.append(Piece(text[position:], []))
    return cut
