"""Finding persons from what somebody typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from entregent.people.models import Person
from entregent.people.rules.search import looked_for


@dataclass(frozen=True, slots=True)
class Found:
    """A person that answers a search; ``score`` is 2 for an exact address or reference, up to 1 for words."""

    person: Person
    score: float


def search(text: str, brands: Iterable[UUID], limit: int = 20, *, region: str = "FR") -> list[Found]:
    """Persons of these brands (as far as the walls are open) that answer a typed text, best first, handles prefetched.

    Forgives accents, case, order of names, misspelt or swapped letters, titles, blanks in numbers. Three statements.
    """
    ids = search_ids(text, brands, limit, region=region)
    rows = {person.id: person for person in Person.objects.filter(id__in=ids).prefetch_related("handles")} if ids else {}
    return [Found(rows[id], score) for id, score in ids.items() if id in rows]


def search_ids(text: str, brands: Iterable[UUID], limit: int = 20, *, region: str = "FR") -> dict[UUID, float]:
    """The ids alone, best first; one statement."""
    looked = looked_for(text, region)
    if not looked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, max(score) FROM people_search(%s::uuid[], %s::text[], %s, %s::text[], %s, %s, %s)"
            " GROUP BY person ORDER BY 2 DESC LIMIT %s",
            [list(brands), looked.words, looked.mail, looked.starts, looked.ending, looked.reference, limit, limit],
        )
        return dict(cursor.fetchall())
