"""A sentence that an author tries, and the sound of any text."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.speech import actions, jobs, queries
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Prompt
from entregent.speech.port import SpeechFailed
from entregent.speech.text import spoken
from entregent.speech.web.chosen import READ, WRITE, chosen, given, row_of, told
from entregent.speech.web.wording import ENGINES, refusal

LONGEST_TRIED = 500


@require_POST
@requires(WRITE)
def try_text(request: HttpRequest) -> HttpResponse:
    """Say a sentence: at once by the floor, then by the best voice."""
    shown = chosen(request, WRITE)
    text = request.POST.get("text", "").strip()[:LONGEST_TRIED]
    try:
        prompt = actions.try_text(shown.brand.id, shown.language, text, now=timezone.now())
        actions.say(shown.brand.id, shown.language, text, passing=True)
    except (SpeechRefused, SpeechFailed) as error:
        return told(HttpResponse(), refusal(error), level="bad")
    jobs.make_later(shown.brand.id)
    return _tried(request, prompt)


@require_safe
@requires(READ)
def tried(request: HttpRequest, prompt_id: UUID) -> HttpResponse:
    """The sentence again: by a better voice by now, perhaps."""
    return _tried(request, row_of(request, Prompt, prompt_id, READ))


@require_safe
@requires(READ)
def sound(request: HttpRequest, prompt_id: UUID) -> FileResponse:
    """The file that a call would play for this text."""
    prompt = row_of(request, Prompt, prompt_id, READ)
    try:
        return given(actions.say(prompt.brand_id, prompt.language, prompt.text, passing=prompt.tried))
    except SpeechFailed as silent:
        raise Http404(str(prompt.id)) from silent


def _tried(request: HttpRequest, prompt: Prompt) -> HttpResponse:
    style = queries.style_of(prompt.brand_id, prompt.language)
    drawn = {
        "prompt": prompt,
        "engine": ENGINES.get(prompt.engine, prompt.engine),
        "said": spoken(prompt.text, prompt.language, style.lexicon),
    }
    return render(request, "speech/_tried.html", drawn)
