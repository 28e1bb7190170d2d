"""Texts made into files: at once for a caller who waits, ahead and by the best voice for the others."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When

from entregent.brands.scope import visible
from entregent.speech import engines, kokoro, prompts, queries
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Prompt
from entregent.speech.port import SpeechFailed
from entregent.speech.prompts import digest

_ITS_LANGUAGE_FIRST = Case(When(language=F("brand__language"), then=0), default=1)


def say(brand: UUID, language: str, text: str, *, passing: bool = False) -> Path:
    """The file of a text, at once: recorded, made before, or made now by the floor. ``passing``: it holds what concerns one
    caller. Raises SpeechFailed when nothing on this machine can speak."""
    found = queries.prompt(brand, language, text)
    return found or prompts.say(text, language, queries.style_of(brand, language), passing=passing)


@transaction.atomic
def prepare(brand: UUID, language: str, texts: Iterable[str], *, now: datetime, only: bool = False) -> int:
    """The texts that a brand says: those that are new wait to be made (``jobs.make_later``). → how many wait.

    A text without words is none. ``only``: these are all that the brand says in that language; others are forgotten.
    """
    wanted = {digest(text, language): text for text in texts if prompts.has_words(text, language)}
    Prompt.objects.bulk_create(
        [Prompt(brand_id=brand, language=language, text=text, digest=name, asked_at=now) for name, text in wanted.items()],
        ignore_conflicts=True,
    )
    said = Prompt.objects.filter(brand=brand, language=language)
    said.filter(digest__in=wanted, tried=True).update(tried=False)
    if only:
        said.filter(tried=False).exclude(digest__in=wanted).delete()
    return Prompt.objects.filter(brand=brand, stale=True).count()


@transaction.atomic
def try_text(brand: UUID, language: str, text: str, *, now: datetime) -> Prompt:
    """A text that an author wants to hear: the floor says it now, the best voice as soon as it can (``jobs.make_later``).

    Raises SpeechRefused: ``text``.
    """
    if not prompts.has_words(text, language):
        raise SpeechRefused("text", "Write what is to be said.")
    fresh = {"text": text, "tried": True, "asked_at": now}
    prompt, _ = Prompt.objects.get_or_create(brand_id=brand, language=language, digest=digest(text, language), defaults=fresh)
    return prompt


def stale(brand: UUID, language: str) -> None:
    """Have all texts of a language made anew: the voice or a word changed. What was made before is played meanwhile only
    where it still sounds right."""
    Prompt.objects.filter(brand=brand, language=language).update(stale=True, failed=False)


def make_waiting(brand: UUID, *, now: datetime) -> int:
    """Make the files of a brand's texts that wait, one by one: opens its own short transactions, and any other worker may
    do the same at the same time. → how many were made. Run twice, it does nothing."""
    made = 0
    while one := _next(brand):
        prompt, style = one
        try:
            engine = prompts.make(prompt.text, prompt.language, style, passing=prompt.tried).engine
        except SpeechFailed:
            engine = ""
        with visible([brand]):
            told = {"engine": engine, "stale": False, "made_at": now} if engine else {"failed": True}
            if queries.style_of(brand, prompt.language) == style:  # it changed meanwhile: it is to be made again
                Prompt.objects.filter(id=prompt.id).update(**told)
        made += bool(engine)
    kokoro.rest()
    return made


def notice_engines() -> set[UUID]:
    """Mark what a better voice than the one that made it could say by now, and what none could say then, of the brands that
    are open; → the brands that have something to make."""
    shown = Prompt.objects.filter(stale=False).values_list("brand", "language", "engine").order_by().distinct()
    for brand, language, engine in list(shown):
        wanted = queries.style_of(brand, language).voice
        best = next((voice.name for voice in engines.by_preference(language, wanted) if not voice.missing()), engine)
        if best != engine:
            Prompt.objects.filter(brand=brand, language=language, engine=engine).update(stale=True)
    Prompt.objects.filter(stale=True, failed=True).update(failed=False)
    return set(Prompt.objects.filter(stale=True).order_by().values_list("brand", flat=True).distinct())


def _next(brand: UUID) -> tuple[Prompt, prompts.Style] | None:
    with visible([brand]):
        waiting = Prompt.objects.filter(brand=brand, stale=True, failed=False)
        prompt = waiting.order_by("-tried", _ITS_LANGUAGE_FIRST, "asked_at", "id").first()
        return (prompt, queries.style_of(brand, prompt.language)) if prompt else None
