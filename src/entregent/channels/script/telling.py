"""What a session left behind, for whoever reads its ticket: answers, mentions, objections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.access.models import Staff
from entregent.scenarios import queries
from entregent.scenarios.models import Session


@dataclass(frozen=True)
class Told:
    """A session in words. ``answers``: (question, answer); ``mentions``: (which, by whom, when)."""

    session: Session
    answers: list[tuple[str, str]]
    mentions: list[tuple[str, str, datetime]]
    objections: list[str]


def told(sessions: list[Session]) -> list[Told]:
    """Sessions in words; one statement for all the names of staff."""
    acts = [act for one in sessions for act in one.acts]
    ids = {UUID(act["by"].removeprefix("staff:")) for act in acts if act["by"].startswith("staff:")}
    names = dict(Staff.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    return [_told(one, names) for one in sessions]


def _told(session: Session, names: Mapping[UUID, str]) -> Told:
    titles, objections = queries.mentions(session), dict(queries.objections(session))
    mentions = [
        (titles[act["what"]], _name(act["by"], names), datetime.fromisoformat(act["at"]))
        for act in session.acts
        if act["kind"] == "mention"
    ]
    raised = [objections.get(act["what"], act["what"]) for act in session.acts if act["kind"] == "objection"]
    return Told(session, answers(session.transcript), mentions, raised)


def answers(transcript: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(what was asked, what was answered) of a transcript: the last thing said before each answer. Pure."""
    found, asked = [], ""
    for line in transcript:
        if line["who"] == "us":
            asked = line["text"]
        elif line["text"]:
            found.append((asked, line["text"]))
    return found


def _name(actor: str, names: Mapping[UUID, str]) -> str:
    return names.get(UUID(actor.removeprefix("staff:")), "") if actor.startswith("staff:") else ""
