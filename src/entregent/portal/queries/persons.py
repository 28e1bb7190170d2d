"""Whom an address leads to."""

from uuid import UUID

from django.db.models.functions import Coalesce

from entregent.people.models import Handle, Person
from entregent.portal.rules.persons import Known, Lead, Whom, whom

GUESSED = "agent"
"""The source of an address that a person got because an agent chose them for a conversation (``people.choose_candidate``)."""


def opened_by(brand: UUID, mail: str) -> Whom:
    """Whom an address opens once it is proved; one statement."""
    rows = Handle.objects.filter(brand=brand, kind=Handle.Kind.MAIL, value=mail).values_list(
        Coalesce("person__merged_into", "person_id"), "source", "verified_at"
    )
    return whom(Lead(person, guessed=source == GUESSED and verified is None) for person, source, verified in rows)


def known(persons: frozenset[UUID]) -> list[Known]:
    """What tells these persons apart; one statement."""
    rows = Person.objects.filter(id__in=persons).values_list("id", "family_name", "external_reference", "birth_date")
    return [Known(*row) for row in rows]
