"""Whom a proven address opens.

Who reads the mails of an address may read what was written with it. That this is enough for all that a brand knows of
somebody is only so where the address leads to one person, and not because an agent guessed it from a conversation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from entregent.kernel.text import fold


class Opens(StrEnum):
    """What an address opens."""

    NOBODY = "nobody"
    PERSON = "person"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Lead:
    """A person to whom an address leads; ``guessed``: only because an agent chose them for a conversation."""

    person: UUID
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Whom:
    """Nobody, one person, or several who share the address (then: nothing but what was written with it)."""

    opens: Opens
    persons: frozenset[UUID] = frozenset()

    @property
    def person(self) -> UUID | None:
        """The only one, where there is one."""
        return next(iter(self.persons)) if self.opens is Opens.PERSON else None


def whom(leads: Iterable[Lead]) -> Whom:
    """Whom an address opens, from all those to whom it leads."""
    sure: dict[UUID, bool] = {}
    for lead in leads:
        sure[lead.person] = sure.get(lead.person, False) or not lead.guessed
    if not sure:
        return Whom(Opens.NOBODY)
    one_of_their_own = len(sure) == 1 and all(sure.values())
    return Whom(Opens.PERSON if one_of_their_own else Opens.SHARED, frozenset(sure))


@dataclass(frozen=True, slots=True)
class Known:
    """What tells somebody from those who share their address."""

    person: UUID
    family_name: str
    reference: str
    birth_date: date | None


def told_apart(
    candidates: Iterable[Known], *, reference: str = "", family_name: str = "", born: date | None = None
) -> UUID | None:
    """The only candidate who has this reference, or this family name and birth date; None when none or several do."""
    reference, family_name = fold(reference).replace(" ", ""), fold(family_name)
    found = {
        one.person
        for one in candidates
        if (reference and fold(one.reference).replace(" ", "") == reference)
        or (born is not None and one.birth_date == born and family_name and fold(one.family_name) == family_name)
    }
    return found.pop() if len(found) == 1 else None
