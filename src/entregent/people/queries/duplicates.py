"""Who may be whom."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind
from entregent.people.models import Duplicate, Handle, Person
from entregent.people.queries.search import search_ids
from entregent.people.rules.duplicates import Profile

MOST = 40


def alike(person: Person) -> list[UUID]:
    """Ids of persons worth comparing with this one: same addresses (mail tags apart), same reference, names alike."""
    own = list(Handle.objects.filter(person=person).values_list("kind", "value"))
    ids: dict[UUID, None] = {}
    if own:
        same = Q()
        for kind, value in own:
            same |= Q(kind=kind, value=value)
            if kind == Kind.MAIL:
                same |= _same_mailbox(value)
        rows = Handle.objects.filter(same, brand_id=person.brand_id, person__merged_into=None)
        ids |= dict.fromkeys(rows.exclude(person=person).order_by().values_list("person_id", flat=True)[:MOST])
    if person.external_reference:
        same_reference = Person.objects.filter(
            brand_id=person.brand_id, external_reference=person.external_reference, merged_into=None
        )
        ids |= dict.fromkeys(same_reference.exclude(id=person.id).values_list("id", flat=True)[:MOST])
    if person.given_name and person.family_name:
        ids |= dict.fromkeys(search_ids(f"{person.given_name} {person.family_name}", [person.brand_id], MOST))
    ids.pop(person.id, None)
    return list(ids)


def _same_mailbox(value: str) -> Q:
    """The same mailbox under another "+tag": a range of the index, since the wall forbids LIKE to use one."""
    local, _, domain = Address(Kind.MAIL, value).root.value.rpartition("@")
    tagged = Q(kind=Kind.MAIL.value, value__gte=f"{local}+", value__lt=f"{local},", value__endswith=f"@{domain}")
    return Q(kind=Kind.MAIL.value, value=f"{local}@{domain}") | tagged


def profiles(ids: Iterable[UUID]) -> dict[UUID, Profile]:
    """What is compared of these persons (those that were merged left out); two statements."""
    rows = Person.objects.filter(id__in=list(ids), merged_into=None).prefetch_related("handles")
    return {
        row.id: Profile(
            row.id, row.given_name, row.family_name, row.birth_date, row.external_reference, row.street, row.postcode,
            frozenset(Address(Kind(handle.kind), handle.value) for handle in row.handles.all()),
        )
        for row in rows
    }  # fmt: skip


def open_duplicates(brands: Iterable[UUID]) -> QuerySet[Duplicate]:
    """Proposals that wait for a decision, likeliest first, both persons and their addresses with them."""
    return (
        Duplicate.objects.filter(brand_id__in=list(brands), dismissed_at=None)
        .filter(first__merged_into=None, second__merged_into=None)
        .select_related("first", "second", "brand")
        .prefetch_related("first__handles", "second__handles")
        .order_by("-score", "id")
    )


def duplicates_of(person: Person) -> QuerySet[Duplicate]:
    """The open proposals about a person."""
    return open_duplicates([person.brand_id]).filter(Q(first=person) | Q(second=person))
