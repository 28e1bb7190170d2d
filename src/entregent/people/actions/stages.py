"""Stages of the life cycle that move by rules: one person at once, a whole brand at night."""

from datetime import datetime
from uuid import UUID

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.models import Person
from entregent.people.queries.standings import standings, thresholds_of
from entregent.people.rules.stages import Thresholds, next_stage

BATCH = 500
ACTOR = "system:stages"


def judge_stage(person_id: UUID, *, now: datetime) -> str | None:
    """Move one person to the stage that the rules give; return it, None when nothing moved."""
    person = Person.objects.select_for_update().filter(id=person_id, merged_into=None).first()
    if person is None:
        return None
    thresholds, automatic = thresholds_of(person.brand_id)
    moved = _move([person], thresholds, now) if automatic else {}
    return moved.get(person.id)


def judge_batch(brand_id: UUID, after: UUID | None, *, now: datetime) -> UUID | None:
    """Judge the next persons of a brand, by id; return the last one's, None when it was the last batch.

    Persons whom another transaction holds are left for the next night: nobody waits for the rules.
    """
    thresholds, automatic = thresholds_of(brand_id)
    if not automatic:
        return None
    rows = Person.objects.filter(brand=brand_id, merged_into=None)
    rows = rows.filter(id__gt=after) if after else rows
    persons = list(rows.order_by("id")[:BATCH])
    if moving := list(_decided(persons, thresholds, now)):
        held = Person.objects.select_for_update(skip_locked=True).filter(id__in=moving, merged_into=None).order_by("id")
        _move(list(held), thresholds, now)
    return persons[-1].id if len(persons) == BATCH else None


def _decided(persons: list[Person], thresholds: Thresholds, now: datetime) -> dict[UUID, tuple[str, str]]:
    found = standings(persons, thresholds, now)
    moves = {id: next_stage(standing, thresholds, now) for id, standing in found.items()}
    return {id: (move.after, move.rule.value) for id, move in moves.items() if move is not None}


def _move(persons: list[Person], thresholds: Thresholds, now: datetime) -> dict[UUID, str]:
    """Persons that are held. The lists that show who changed lately do not change: nobody did anything."""
    decided = _decided(persons, thresholds, now)
    moved = [person for person in persons if person.id in decided]
    facts = []
    for person in moved:
        before = person.stage
        person.stage, rule = decided[person.id]
        person.stage_since, person.stage_by_hand = now, False
        facts.append(
            events.stage_changed(
                brand=person.brand_id, at=now, subject=person.id, actor=ACTOR, person=person.id, before=before,
                after=person.stage, rule=rule,
            )
        )  # fmt: skip
    Person.objects.bulk_update(moved, ["stage", "stage_since", "stage_by_hand"])
    append(facts)
    return {person.id: person.stage for person in moved}
