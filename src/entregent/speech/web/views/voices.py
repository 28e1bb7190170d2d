"""The page of a brand's voice, and how far the preparation of its texts is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.speech import actions, jobs, queries
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import LANGUAGES
from entregent.speech.prompts import SPEEDS
from entregent.speech.web.chosen import READ, WRITE, Chosen, back_to, chosen, refused
from entregent.speech.web.wording import ENGINES, hearing_engines, largest, speaking_engines, voice_choices

SHOWN = 50
"""Texts that the page lists; there may be hundreds."""


@require_safe
@requires(READ)
def show(request: HttpRequest) -> HttpResponse:
    """Everything about a brand's voice in a language."""
    shown = chosen(request)
    brand, language = shown.brand.id, shown.language
    style = queries.style_of(brand, language)
    drawn = _preparation(shown) | {
        "languages": LANGUAGES,
        "style": style,
        "voices": voice_choices(language),
        "slowest": SPEEDS[0],
        "fastest": SPEEDS[1],
        "speaking": speaking_engines(language, style.voice),
        "hearing": hearing_engines(),
        "words": queries.words_of(brand, language),
        "recordings": queries.recordings_of(brand, language),
        "musics": queries.musics_of(brand),
        "largest": largest(),
    }
    return render(request, "speech/voices.html", drawn)


@require_safe
@requires(READ)
def progress(request: HttpRequest) -> HttpResponse:
    """The fragment that fetches itself while texts are being made."""
    return render(request, "speech/_prompts.html", _preparation(chosen(request)))


@require_POST
@requires(WRITE)
def save(request: HttpRequest) -> HttpResponse:
    """Voice and speed; the texts are made anew."""
    shown = chosen(request, WRITE)
    try:
        speed = round(float(request.POST.get("speed", "").replace(",", ".")), 2)
    except ValueError:
        return refused(request, SpeechRefused("speed", "no number"), shown, "voice")
    try:
        actions.save_voice(
            shown.brand.id, shown.language, request.POST.get("voice", ""), speed, now=timezone.now(), by=request.user
        )
    except SpeechRefused as error:
        return refused(request, error, shown, "voice")
    jobs.make_later(shown.brand.id)
    messages.success(request, _("Saved."))
    return back_to(shown.brand, shown.language, "voice")


def _preparation(shown: Chosen) -> dict[str, object]:
    texts = list(queries.prompts_of(shown.brand.id, shown.language)[:SHOWN])
    how_far = queries.progress(shown.brand.id, shown.language)
    return {
        "chosen": shown,
        "brand": shown.brand,
        "language": shown.language,
        "progress": how_far,
        "engines": [(ENGINES.get(name, name), count) for name, count in how_far.engines],
        "texts": [(text, ENGINES.get(text.engine, text.engine)) for text in texts],
        "more": max(0, how_far.total - len(texts)),
    }
