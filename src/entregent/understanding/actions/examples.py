"""Sentences given to intents and taken from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.journal.actions import append
from entregent.understanding import events
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import LANGUAGES, Example, Intent
from entregent.understanding.rules.examples import cleaned, digest

MOST = 2000
"""Sentences of an intent: more would make a training long without teaching more."""


@dataclass
class Added:
    """What became of sentences: those added, how many were there already, and those that mean another intent."""

    examples: list[Example] = field(default_factory=list)
    known: int = 0
    others: list[tuple[str, str]] = field(default_factory=list)  # (sentence, label of the intent that has it)


@transaction.atomic
def add_examples(
    intent: Intent, language: str, texts: Iterable[str], *, source: str = Example.Source.TYPED, by: UUID | None = None,
    now: datetime, actor: str,
) -> Added:  # fmt: skip
    """Give sentences to an intent; a sentence that another intent has stays there and is told.

    Raises UnderstandingRefused: ``language``, ``removed``, ``many``.
    """
    if language not in dict(LANGUAGES):
        raise UnderstandingRefused("language", "Sentences are in French (fr) or in English (en).")
    # Locked, so that two who teach at once do not both find a sentence free.
    if not Intent.objects.select_for_update(no_key=True).filter(id=intent.id, removed_at=None).exists():
        raise UnderstandingRefused("removed", "This intent was put aside.")
    wanted = {digest(text): text for text in map(cleaned, texts) if text}
    mine = Example.objects.filter(intent=intent, removed_at=None)
    if mine.count() + len(wanted) > MOST:
        raise UnderstandingRefused("many", f"An intent has at most {MOST} sentences.")
    added = Added()
    rows = [
        Example(
            brand_id=intent.brand_id, intent=intent, language=language, text=text, digest=key, source=source, by_id=by, at=now
        )
        for key, text in wanted.items()
    ]  # fmt: skip
    Example.objects.bulk_create(rows, ignore_conflicts=True)
    there = Example.objects.filter(brand=intent.brand_id, language=language, digest__in=wanted, removed_at=None)
    mine_now = {row.id for row in rows}
    for example in there.select_related("intent"):
        if example.id in mine_now:
            added.examples.append(example)
        elif example.intent_id == intent.id:
            added.known += 1
        else:
            added.others.append((example.text, example.intent.label))
    if added.examples:
        count = len(added.examples)
        append(
            [events.examples_added(
                brand=intent.brand_id, at=now, subject=intent.id, actor=actor, count=count, language=language
            )]
        )  # fmt: skip
    return added


@transaction.atomic
def remove_example(example: Example, *, now: datetime, actor: str) -> None:
    """Take a sentence away; it can be given back for a while."""
    if Example.objects.filter(id=example.id, removed_at=None).update(removed_at=now):
        told = {"brand": example.brand_id, "at": now, "subject": example.intent_id, "actor": actor}
        append([events.example_removed(**told, example=str(example.id))])


@transaction.atomic
def restore_example(example: Example, *, now: datetime, actor: str) -> Example:
    """Give a sentence back to its intent. Raises UnderstandingRefused: ``taken`` when another has it now, ``removed``."""
    if not Intent.objects.select_for_update(no_key=True).filter(id=example.intent_id, removed_at=None).exists():
        raise UnderstandingRefused("removed", "This intent was put aside.")
    same = Example.objects.filter(
        brand=example.brand_id, language=example.language, digest=example.digest, removed_at=None
    )  # fmt: skip
    if same.exclude(id=example.id).exists():
        raise UnderstandingRefused("taken", "Another intent has this sentence now.")
    if Example.objects.filter(id=example.id).exclude(removed_at=None).update(removed_at=None):
        told = {"brand": example.brand_id, "at": now, "subject": example.intent_id, "actor": actor}
        append([events.example_restored(**told, example=str(example.id))])
    example.refresh_from_db(fields=["removed_at"])
    return example
