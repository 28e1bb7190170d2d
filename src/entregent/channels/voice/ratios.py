"""What calls came to, and the ratios of the trade: pure.

A class of disposition says how far a call got: nobody spoken to (« appel infructueux »), somebody, the right person (« contact
abouti »), and what they answered to what was said to them (« contact argumenté »: CA+ or CA−). Calls of service, in which
nothing was to be argued, are left out of the share of contacts that were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Classes of dispositions, from the shortest way to the longest."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong_number"
    OTHER_PERSON = "other_person"
    CALLBACK = "callback"
    REFUSED = "refused"
    OUT_OF_TARGET = "out_of_target"
    LOST = "lost"
    WON = "won"
    UNRESOLVED = "unresolved"
    RESOLVED = "resolved"


UNSUCCESSFUL = frozenset({Kind.NO_ANSWER, Kind.BUSY, Kind.MACHINE, Kind.WRONG_NUMBER})
"""« Appels infructueux »: nobody was spoken to."""
ARGUED = frozenset({Kind.WON, Kind.LOST})
"""« Contacts argumentés »: the essentials were said, whatever the answer (CA+ and CA−)."""
SERVICE = frozenset({Kind.RESOLVED, Kind.UNRESOLVED})
"""The right person, to whom nothing was to be argued."""
REACHED = frozenset(Kind) - UNSUCCESSFUL
"""« Joints »: somebody was spoken to."""
RIGHT_PERSON = REACHED - {Kind.OTHER_PERSON}
"""« Contacts aboutis »: it was the right person."""


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio and what it is made of; ``value`` 0–1, None where there is nothing to divide by."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The ratio."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Ratios:
    """Of the calls of a period that were qualified; ``unqualified`` are those that nobody did.

    ``reach`` = reached / calls (« joignabilité »), ``right`` = right person / calls, ``argued`` = argued / right person,
    service left out (« argumentation »), ``won`` = CA+ / argued (« transformation »), ``resolved`` = resolved / of service.
    """

    calls: int
    unqualified: int
    unsuccessful: int
    reach: Share
    right: Share
    argued: Share
    won: Share
    resolved: Share


def ratios(counted: Mapping[str, int]) -> Ratios:
    """From how many calls each class has; what is no class is not qualified."""
    known = {kind: counted.get(kind, 0) for kind in Kind}

    def of(kinds: frozenset[Kind]) -> int:
        return sum(known[kind] for kind in kinds)

    calls, argued = of(frozenset(Kind)), of(ARGUED)
    return Ratios(
        calls=calls, unqualified=sum(counted.values()) - calls, unsuccessful=of(UNSUCCESSFUL),
        reach=Share(of(REACHED), calls), right=Share(of(RIGHT_PERSON), calls),
        argued=Share(argued, of(RIGHT_PERSON - SERVICE)), won=Share(known[Kind.WON], argued),
        resolved=Share(known[Kind.RESOLVED], of(SERVICE)),
    )  # fmt: skip
