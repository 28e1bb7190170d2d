"""Learning from mistakes: sentences that were not surely understood, until somebody says what they mean."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from entregent.kernel.ids import uuid7
from entregent.understanding.actions.examples import add_examples, remove_example
from entregent.understanding.entities import hide
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Example, Intent, Unsure
from entregent.understanding.rules.examples import LONGEST, cleaned, digest
from entregent.understanding.rules.guess import Guess

KEPT = timedelta(days=90)
"""How long a sentence that nobody met again is kept."""
TOLD = 3
State = Unsure.State
_MEET = """
    INSERT INTO understanding_unsure
           (id, brand_id, language, text, digest, verdict, likely, times, first_at, last_at, state)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, 1, %s, %s, 'waiting')
    ON CONFLICT (brand_id, language, digest) DO UPDATE
       SET times = understanding_unsure.times + 1, last_at = excluded.last_at,
           verdict = excluded.verdict, likely = excluded.likely
"""


def remember(brand_id: UUID, language: str, text: str, guess: Guess, *, now: datetime, region: str = "FR") -> None:
    """Keep a sentence of a customer's that was not surely understood, without what identifies them; one statement.

    Nothing is kept of what was sure, nor of long messages: they teach little, and tell much of who wrote them.
    """
    hidden = cleaned(hide(text[: 4 * LONGEST], region))
    if guess.verdict == "sure" or not hidden:
        return
    likely = json.dumps([[one.name, round(one.probability, 4)] for one in guess.intents[:TOLD]])
    with connection.cursor() as cursor:
        cursor.execute(
            _MEET, [uuid7(), brand_id, language[:10], hidden, digest(hidden), guess.verdict, likely, now, now]
        )  # fmt: skip


@transaction.atomic
def label(unsure: Unsure, intent: Intent, *, by: UUID | None, now: datetime, actor: str) -> Example:
    """Say what a sentence means: it becomes an example of the intent. Raises UnderstandingRefused: ``over``, ``taken``…"""
    row = Unsure.objects.select_for_update(no_key=True).get(id=unsure.id)
    if row.state != State.WAITING or intent.brand_id != row.brand_id:
        raise UnderstandingRefused("over", "Somebody has seen to this sentence already.")
    language = row.language if row.language in dict(Example._meta.get_field("language").choices) else "fr"
    added = add_examples(
        intent, language, [row.text], source=Example.Source.LEARNT, by=by, now=now, actor=actor
    )  # fmt: skip
    if added.others:
        raise UnderstandingRefused("taken", "Another intent has this sentence already.")
    example = added.examples[0] if added.examples else _known(row, language)
    Unsure.objects.filter(id=row.id).update(state=State.LABELLED, example=example)
    return example


@transaction.atomic
def dismiss(unsure: Unsure) -> None:
    """This sentence teaches nothing. Raises UnderstandingRefused: ``over``."""
    if not Unsure.objects.filter(id=unsure.id, state=State.WAITING).update(state=State.DISMISSED):
        raise UnderstandingRefused("over", "Somebody has seen to this sentence already.")


@transaction.atomic
def take_back(unsure: Unsure, *, now: datetime, actor: str) -> None:
    """Undo ``label`` or ``dismiss``: the sentence waits again, and the example made of it goes."""
    row = Unsure.objects.select_for_update(no_key=True).get(id=unsure.id)
    if row.example and row.example.source == Example.Source.LEARNT:
        remove_example(row.example, now=now, actor=actor)
    Unsure.objects.filter(id=row.id).update(state=State.WAITING, example=None)


def forget_old(now: datetime) -> int:
    """Remove the sentences that nobody met for long, whatever became of them; return how many."""
    return Unsure.objects.filter(last_at__lt=now - KEPT).delete()[0]


def _known(row: Unsure, language: str) -> Example:
    return Example.objects.get(brand=row.brand_id, language=language, digest=digest(row.text), removed_at=None)
