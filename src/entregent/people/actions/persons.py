"""A person's own data: made, changed, moved in the life cycle."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel import handles
from entregent.people import events
from entregent.people.errors import PeopleError
from entregent.people.models import Handle, Person, Stage
from entregent.people.rules.search import search_key

OWN_FIELDS = frozenset(
    {
        "given_name", "family_name", "title", "birth_date", "language", "is_consumer", "external_reference",
        "street", "postcode", "city", "country",
    }
)  # fmt: skip
"""What ``create_person`` and ``update_person`` take, beside ``stage`` and ``custom``."""


def create_person(
    brand_id: UUID, *, now: datetime, actor: str, source: str, addresses: Iterable[handles.Handle] = (),
    tags: Iterable[str] = (), stage: str = Stage.NEW, custom: dict[str, Any] | None = None, **fields: Any,
) -> Person:  # fmt: skip
    """Make a person with their addresses (each once). ``fields`` are those of ``OWN_FIELDS``.

    An address that already leads to someone else leads to both: a household shares a mailbox. Raises TypeError for an
    unknown field, PeopleError for an unknown stage.
    """
    _refuse_unknown(fields)
    addresses = list(dict.fromkeys(addresses))
    person = Person(
        brand_id=brand_id,
        stage=_stage(stage),
        custom=custom or {},
        tags=clean_tags(tags),
        created_at=now,
        updated_at=now,
        **fields,
    )
    person.search_key = search_key(
        person.given_name,
        person.family_name,
        person.external_reference,
        [(address.kind, address.value) for address in addresses],
    )
    person.save(force_insert=True)
    Handle.objects.bulk_create(
        Handle(brand_id=brand_id, person=person, kind=a.kind.value, value=a.value, source=source[:40], last_seen_at=now)
        for a in addresses
    )
    append([events.person_created(brand=brand_id, at=now, subject=person.id, actor=actor, person=person.id, source=source)])
    return person


def update_person(person: Person, *, now: datetime, actor: str, custom: dict[str, Any] | None = None, **fields: Any) -> Person:
    """Change a person's own fields (``OWN_FIELDS``, ``stage``); ``custom`` keys are laid over those that stand.

    Does nothing when nothing differs. Raises TypeError for an unknown field.
    """
    stage = fields.pop("stage", None)
    _refuse_unknown(fields)
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])
    if custom and (laid := person.custom | custom) != person.custom:
        person.custom = laid
        changed.append("custom")
    facts: list[Fact] = []
    if changed:
        facts.append(_fact(events.person_changed, person, now, actor, fields=sorted(changed)))
    if stage is not None and (after := _stage(stage)) != person.stage:
        facts.append(_fact(events.stage_changed, person, now, actor, before=person.stage, after=after))
        person.stage, person.stage_since, person.stage_by_hand = after, now, True
        changed += ["stage", "stage_since", "stage_by_hand"]
    if not changed:
        return person
    person.updated_at = now
    names_changed = {"given_name", "family_name", "external_reference"} & set(changed)
    if names_changed:
        person.search_key = fresh_search_key(person)
    person.save(update_fields=[*changed, "updated_at", *(["search_key"] if names_changed else [])])
    append(facts)
    return person


def move_stage(person: Person, stage: str, *, now: datetime, actor: str) -> Person:
    """Move a person in the life cycle; the history is in the journal. Raises PeopleError for an unknown stage."""
    return update_person(person, now=now, actor=actor, stage=stage)


def set_tags(person: Person, tags: Iterable[str], *, now: datetime, actor: str) -> Person:
    """Give a person exactly these tags (cleaned: trimmed, lower-case, each once, 40 characters, 30 at most)."""
    before, after = set(person.tags), clean_tags(tags)
    if before == set(after):
        return person
    person.tags, person.updated_at = after, now
    person.save(update_fields=["tags", "updated_at"])
    added, removed = len(set(after) - before), len(before - set(after))
    append([_fact(events.person_tagged, person, now, actor, added=added, removed=removed)])
    return person


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags as they are stored."""
    return list(dict.fromkeys(" ".join(tag.split()).lower()[:40] for tag in tags if tag.strip()))[:30]


def fresh_search_key(person: Person) -> str:
    """The words under which the person is found now, with the addresses that the database holds."""
    addresses = Handle.objects.filter(person_id=person.id).order_by("id").values_list("kind", "value")
    return search_key(person.given_name, person.family_name, person.external_reference, addresses)


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - OWN_FIELDS:
        raise TypeError(f"A person has no field {', '.join(sorted(unknown))}.")


def _stage(stage: str) -> str:
    if stage not in Stage.values:
        raise PeopleError("stage", "There is no such stage.")
    return str(stage)


def _fact(kind: Any, person: Person, now: datetime, actor: str, **data: Any) -> Fact:
    return kind(brand=person.brand_id, at=now, subject=person.id, actor=actor, person=person.id, **data)
