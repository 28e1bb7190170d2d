"""This room's part of a person's timeline: its facts, remarks and consents in the reader's words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.access.models import Staff
from entregent.journal.models import Event
from entregent.people import queries
from entregent.people.models import Person, Remark, Stage
from entregent.people.queries.timeline import Entry, Source
from entregent.people.web.forms import ConsentForm
from entregent.people.web.wording import FACTS, STAGE_RULES, TONES


def read(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """The facts about a person, told; four statements at most."""
    events = queries.history(ids, until=until, limit=limit)
    authors = {event.actor.removeprefix("staff:") for event in events if event.actor.startswith("staff:")}
    names = _names(Staff.objects.filter(id__in=authors).values_list("id", "name")) if authors else {}
    texts = _texts(events)
    return [_told(event, names, texts) for event in events]


SOURCE = Source("people.read", read)


def _told(event: Event, names: dict[str, str], texts: dict[str, str]) -> Entry:
    icon, words = FACTS.get(event.kind, ("info", event.kind))
    stages = dict(Stage.choices)
    moved = (
        [str(stages.get(event.data.get(side), "")) for side in ("before", "after")]
        if event.kind == "person.stage_changed"
        else []
    )
    return Entry(
        at=event.at,
        icon=icon,
        title=str(words),
        tone=TONES.get(event.kind, ""),
        detail=_detail(event.kind, event.data, texts),
        by=names.get(event.actor.removeprefix("staff:"), ""),
        moved=moved,
    )


def _detail(kind: str, data: dict[str, Any], texts: dict[str, str]) -> str:
    if kind == "person.remark_added":
        return texts.get(data.get("remark", ""), "")
    if kind in ("person.consent_given", "person.consent_revoked"):
        purpose, channel = data.get("purpose", ""), data.get("channel", "")
        return f"{dict(ConsentForm.PURPOSES).get(purpose, purpose)} · {dict(ConsentForm.CHANNELS).get(channel, channel)}"
    if kind == "person.stage_changed":
        return str(STAGE_RULES.get(data.get("rule") or "", ""))
    return texts.get(data.get("absorbed", ""), "")


def _texts(events: Iterable[Event]) -> dict[str, str]:
    """What remarks say, and the names of the persons absorbed; the journal itself holds neither."""
    remarks = [event.data["remark"] for event in events if event.kind == "person.remark_added"]
    absorbed = [event.data["absorbed"] for event in events if "absorbed" in event.data]
    texts = _names(Remark.objects.filter(id__in=remarks).values_list("id", "text")) if remarks else {}
    if absorbed:
        texts |= {str(person.id): person.full_name for person in Person.objects.filter(id__in=absorbed)}
    return texts


def _names(rows: Iterable[tuple[Any, str]]) -> dict[str, str]:
    return {str(id): name for id, name in rows}
