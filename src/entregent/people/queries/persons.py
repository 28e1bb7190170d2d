"""One person and all that this room knows about them; pages of persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch

from entregent.journal.models import Event
from entregent.journal.queries import latest
from entregent.people.models import Consent, CustomField, Handle, Merge, Organisation, Person, Position, Remark


@dataclass(frozen=True, slots=True)
class Page:
    """Some persons, and where the next page begins (empty: there is none)."""

    persons: list[Person]
    after: str


def page(brands: Iterable[UUID], *, stage: str = "", tag: str = "", after: str = "", limit: int = 50) -> Page:
    """Persons of these brands, latest change first, handles and brand with them; three statements.

    ``after`` is the previous page's. Raises ValueError when it is none.
    """
    changed, last = read_cursor(after) if after else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM people_page(%s::uuid[], %s, %s, %s, %s, %s)",
            [list(brands), stage, tag.strip().lower(), changed, last, limit + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = Person.objects.select_related("brand").prefetch_related("handles").in_bulk(ids[:limit])
    persons = [rows[id] for id in ids[:limit] if id in rows]
    return Page(persons, write_cursor(persons[-1]) if len(ids) > limit and persons else "")


def write_cursor(person: Person) -> str:
    """The place of a person in the list."""
    return f"{person.updated_at.isoformat()}~{person.id}"


def read_cursor(text: str) -> tuple[datetime, UUID]:
    """The inverse of ``write_cursor``. Raises ValueError."""
    at, _, id = text.partition("~")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("a cursor says its time zone")
    return moment, UUID(id)


def person_with_all(person_id: UUID) -> Person:
    """A person with brand, addresses, organisations, consents and remarks; five statements. Raises Person.DoesNotExist."""
    return (
        Person.objects.select_related("brand", "merged_into")
        .prefetch_related(
            Prefetch("handles", Handle.objects.order_by("kind", "-last_seen_at")),
            Prefetch("positions", Position.objects.select_related("organisation__reseller").order_by("organisation__name")),
            Prefetch("consents", Consent.objects.order_by("-given_at")),
            Prefetch("remarks", Remark.objects.select_related("author").order_by("-at")),
        )
        .get(id=person_id)
    )


def identities(person_id: UUID) -> list[UUID]:
    """The person's id and those of all they absorbed: facts keep the id of their day."""
    return [person_id, *Person.objects.filter(merged_into=person_id).values_list("id", flat=True)]


def history(ids: Iterable[UUID], *, until: datetime | None = None, limit: int = 60) -> list[Event]:
    """The facts of this room about a person (all the ids they had), up to a moment, latest first; one statement."""
    # Such facts have the person as their subject; by the person they concern one would go through those of all tickets.
    return latest(ids, "person.", until, limit)


def undoable_merges(person_id: UUID) -> list[Merge]:
    """The merges into this person that stand, latest first: only the first can be undone now."""
    return list(Merge.objects.filter(kept=person_id, undone_at=None).select_related("absorbed", "by").order_by("-id"))


def custom_fields(brand_id: UUID, thing: str = "person") -> list[CustomField]:
    """The fields that a brand added to its persons (or tickets), in their order."""
    return list(CustomField.objects.filter(brand_id=brand_id, thing=thing))


def search_organisations(text: str, brands: Iterable[UUID], limit: int = 20) -> list[Organisation]:
    """Organisations whose name holds a text, or nearly; the first by name when the text is empty."""
    if not text.strip():
        return list(
            Organisation.objects.filter(brand_id__in=list(brands)).select_related("brand").order_by("name", "id")[:limit]
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation FROM people_search_organisations(%s::uuid[], %s, %s)",
            [list(brands), text.strip()[:100], limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = Organisation.objects.select_related("brand").in_bulk(ids)
    return [rows[id] for id in ids if id in rows]
