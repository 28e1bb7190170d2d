"""A brand's own words, and how they are said."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import requires
from entregent.speech import actions, jobs
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Pronunciation
from entregent.speech.web.chosen import WRITE, back_again, back_to, chosen, gone, refused, row_of, told
from entregent.speech.web.wording import refusal


@require_POST
@requires(WRITE)
def add(request: HttpRequest) -> HttpResponse:
    """One more word; the texts are made anew."""
    shown = chosen(request, WRITE)
    asked = request.POST
    try:
        actions.add_word(
            shown.brand.id, shown.language, asked.get("written", ""), asked.get("said", ""), now=timezone.now(), by=request.user
        )
    except SpeechRefused as error:
        return refused(request, error, shown, "words")
    jobs.make_later(shown.brand.id)
    return back_to(shown.brand, shown.language, "words")


@require_POST
@requires(WRITE)
def remove(request: HttpRequest, word_id: UUID) -> HttpResponse:
    """Put it aside; the message takes it back."""
    word = row_of(request, Pronunciation, word_id, WRITE)
    actions.remove_word(word, now=timezone.now(), by=request.user)
    jobs.make_later(word.brand_id)
    return gone(_("The word was taken away."), "speech:restore_word", word)


@require_POST
@requires(WRITE)
def restore(request: HttpRequest, word_id: UUID) -> HttpResponse:
    """Take it back."""
    word = row_of(request, Pronunciation, word_id, WRITE)
    try:
        actions.restore_word(word, now=timezone.now(), by=request.user)
    except SpeechRefused as error:
        return told(HttpResponse(), refusal(error), level="bad")
    jobs.make_later(word.brand_id)
    return back_again()
