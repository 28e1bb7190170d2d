"""The persons who share an address, likeliest first, with why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind
from entregent.people.models import Handle, Person
from entregent.people.rules.candidates import Likeness, likeness, rank

MOST = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to whom an address leads: how often agents chose them, when it was last theirs, whether it shows their name."""

    person: Person
    address: Address
    times_chosen: int
    last_seen_at: datetime
    likeness: Likeness


def candidates(brand_id: UUID, address: str, *, shown: str = "") -> list[Candidate]:
    """All whom a normalised address or number leads to, in the order of ``identify``; one statement.

    ``shown`` is the name that came with it. Merged persons are followed.
    """
    if not address:
        return []
    rows = Handle.objects.filter(brand=brand_id, kind__in=Handle.Kind.values, value=address)
    found = [_candidate(row, shown) for row in rows.select_related("person__merged_into").order_by("id")[:MOST]]
    found.sort(key=lambda one: rank(one.times_chosen, one.likeness, one.last_seen_at), reverse=True)
    best: dict[UUID, Candidate] = {}
    for candidate in found:
        best.setdefault(candidate.person.id, candidate)
    return list(best.values())


def _candidate(row: Handle, shown: str) -> Candidate:
    person = row.person.merged_into or row.person
    alike = likeness(shown, row.person.given_name, row.person.family_name)
    return Candidate(person, Address(Kind(row.kind), row.value), row.times_chosen, row.last_seen_at, alike)
