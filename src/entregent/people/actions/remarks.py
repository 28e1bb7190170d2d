"""Remarks: what staff wrote about a person."""

from datetime import datetime
from uuid import UUID

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.errors import PeopleError
from entregent.people.models import Person, Remark


def add_remark(person: Person, text: str, *, author_id: UUID, now: datetime, actor: str) -> Remark:
    """Write a remark. Raises PeopleError when it is empty."""
    if not text.strip():
        raise PeopleError("empty", "A remark cannot be empty.")
    remark = Remark.objects.create(
        brand_id=person.brand_id, person=person, author_id=author_id, text=text.strip()[:5000], at=now
    )
    append([_fact(events.remark_added, remark, now, actor)])
    return remark


def remove_remark(remark: Remark, *, now: datetime, actor: str) -> None:
    """Take a remark away."""
    fact = _fact(events.remark_removed, remark, now, actor)
    remark.delete()
    append([fact])


def _fact(kind, remark: Remark, now: datetime, actor: str):
    return kind(brand=remark.brand_id, at=now, subject=remark.person_id, actor=actor, person=remark.person_id, remark=remark.id)
