"""Duplicates: proposed with their reasons, merged or dismissed by staff, never proposed again once dismissed."""

from datetime import datetime
from uuid import UUID

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.models import Duplicate, Person
from entregent.people.queries.duplicates import alike, profiles
from entregent.people.rules.duplicates import compare


def find_duplicates(person: Person, *, now: datetime, actor: str) -> list[Duplicate]:
    """Look for other persons who may be this one; propose the pairs that are not known yet and return them."""
    ids = alike(person)
    compared = profiles([person.id, *ids])
    own = compared.pop(person.id, None)
    if own is None:
        return []
    pairs = {}
    for other in compared.values():
        verdict = compare(own, other)
        if verdict.proposed:
            pairs[_pair(person.id, other.id)] = verdict
    known = set(
        Duplicate.objects.filter(first__in=[a for a, _ in pairs], second__in=[b for _, b in pairs]).values_list(
            "first", "second"
        )
    )
    fresh = [
        Duplicate(brand_id=person.brand_id, first_id=a, second_id=b, score=verdict.score, reasons=verdict.reasons, found_at=now)
        for (a, b), verdict in pairs.items()
        if (a, b) not in known
    ]
    Duplicate.objects.bulk_create(fresh, ignore_conflicts=True)
    append(
        events.duplicate_found(
            brand=person.brand_id, at=now, subject=person.id, actor=actor, person=person.id,
            other=pair.second_id if pair.first_id == person.id else pair.first_id, score=pair.score, reasons=pair.reasons,
        )
        for pair in fresh
    )  # fmt: skip
    return fresh


def dismiss_duplicate(duplicate: Duplicate, *, by: UUID, now: datetime, actor: str) -> Duplicate:
    """Staff says that the two are not one: the pair is not proposed again. Dismissing twice changes nothing."""
    if duplicate.dismissed_at is None:
        duplicate.dismissed_at, duplicate.dismissed_by_id = now, by
        duplicate.save(update_fields=["dismissed_at", "dismissed_by"])
        append([
            events.duplicate_dismissed(
                brand=duplicate.brand_id, at=now, subject=duplicate.first_id, actor=actor, person=duplicate.first_id,
                other=duplicate.second_id,
            )
        ])  # fmt: skip
    return duplicate


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)
