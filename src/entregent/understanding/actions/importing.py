"""Many sentences at once, from a file."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.understanding.actions.examples import add_examples
from entregent.understanding.actions.intents import save_intent
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import LANGUAGES, Example, Intent
from entregent.understanding.rules.examples import Line, UnreadableFile, cleaned, name_of, read_file

ELSEWHERE_NAMES = {"elsewhere", "hors_sujet"}


@dataclass
class Imported:
    """How many sentences are new, how many were there, which intents were made; lines left out, with the reason
    (``language``, ``sentence``, ``intent``, ``other``: another intent has it)."""

    added: int = 0
    known: int = 0
    intents: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_examples(brand_id: UUID, content: bytes, *, by: UUID | None, now: datetime, actor: str) -> Imported:
    """Take in a CSV of intents (by name or label) and sentences; intents that are not there are made.

    Raises UnderstandingRefused (``large``, ``encoding``, ``columns``, ``empty``) for what is no such file.
    """
    try:
        lines = read_file(content)
    except UnreadableFile as error:
        raise UnderstandingRefused(error.code, "The file is not a list of sentences.") from error
    done = Imported()
    intents = {one.name: one for one in Intent.objects.filter(brand=brand_id, removed_at=None)}
    by_label = {name_of(one.label): one for one in intents.values()}
    groups: dict[tuple[UUID, str], list[Line]] = {}
    for line in lines:
        if problem := _problem(line):
            done.refused.append((line.number, problem))
            continue
        name = name_of(line.intent)
        intent = intents.get(line.intent) or intents.get(name) or by_label.get(name)
        if intent is None:
            intent = save_intent(
                brand_id, line.intent, elsewhere=name in ELSEWHERE_NAMES, now=now, actor=actor
            )  # fmt: skip
            intents[intent.name] = intent
            done.intents.append(intent.label)
        groups.setdefault((intent.id, line.language), []).append(line)
    by_id = {one.id: one for one in intents.values()}
    for (intent_id, language), group in groups.items():
        texts = [line.text for line in group]
        added = add_examples(
            by_id[intent_id], language, texts, source=Example.Source.IMPORTED, by=by, now=now, actor=actor
        )  # fmt: skip
        done.added, done.known = done.added + len(added.examples), done.known + added.known
        others = {text for text, _ in added.others}
        done.refused += [(line.number, "other") for line in group if cleaned(line.text) in others]
    done.refused.sort()
    return done


def _problem(line: Line) -> str:
    if line.language not in dict(LANGUAGES):
        return "language"
    if not cleaned(line.text):
        return "sentence"
    return "" if any(c.isalnum() for c in line.intent) and len(line.intent) <= 120 else "intent"
