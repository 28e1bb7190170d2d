"""Reading the journal."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from entregent.journal.models import Event


def about(subjects: Iterable[UUID]) -> QuerySet[Event]:
    """The facts about these things, oldest first."""
    return Event.objects.filter(subject__in=list(subjects)).order_by("id")


def of_person(persons: Iterable[UUID]) -> QuerySet[Event]:
    """The facts that concern these persons, oldest first."""
    return Event.objects.filter(person__in=list(persons)).order_by("id")
