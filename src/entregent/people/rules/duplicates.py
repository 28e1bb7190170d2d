"""Are these two persons one? A score and the reasons for it, which staff read before they decide."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from entregent.kernel.handles import Handle, Kind
from entregent.kernel.text import fold, name_key

THRESHOLD = 0.7
"""From here a pair is proposed."""

WEIGHTS = {
    "same_reference": 0.9,
    "same_mail": 0.55,
    "same_phone": 0.5,
    "same_social": 0.6,
    "same_mail_root": 0.5,
    "same_name": 0.5,
    "similar_name": 0.45,
    "partial_name": 0.4,
    "same_family_name": 0.15,
    "same_birth_date": 0.45,
    "same_postal_address": 0.46,
}
"""How much each reason convinces alone. They add up as independent evidence: 1 − Π(1 − weight)."""

HOUSEHOLD_CAP = 0.5
"""Two given names that differ: a family shares a mailbox, a number and a door without being one person."""
OTHER_BIRTH_DATE = 0.3
"""What remains of the score when the birth dates differ."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a person."""

    id: UUID
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    reference: str = ""
    street: str = ""
    postcode: str = ""
    handles: frozenset[Handle] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """Both names, as ``name_key`` takes them."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely two persons are one (0 to 1), and the names of the reasons, strongest first."""

    score: float
    reasons: list[str]

    @property
    def proposed(self) -> bool:
        """Whether staff should be asked."""
        return self.score >= THRESHOLD


def compare(one: Profile, other: Profile) -> Verdict:
    """Weigh two profiles; the order of the two does not matter.

    A shared postal address, or a shared mailbox and number between different given names, never suffice.
    """
    reasons = [
        *_same_handles(one, other),
        *_names(one, other),
        *(["same_reference"] if one.reference and fold(one.reference) == fold(other.reference) else []),
        *(["same_birth_date"] if one.birth_date and one.birth_date == other.birth_date else []),
        *(["same_postal_address"] if _address(one) and _address(one) == _address(other) else []),
    ]
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - WEIGHTS[reason]
    score = 1 - doubt
    if _given_names_differ(one, other):
        score = min(score, HOUSEHOLD_CAP)
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        score *= OTHER_BIRTH_DATE
    return Verdict(round(score, 3), sorted(reasons, key=lambda reason: (-WEIGHTS[reason], reason)))


def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _same_handles(one: Profile, other: Profile) -> list[str]:
    shared = one.handles & other.handles
    kinds = {handle.kind for handle in shared}
    reasons = [f"same_{kind.value}" for kind in Kind if kind in kinds]
    if Kind.MAIL not in kinds and _mail_roots(one) & _mail_roots(other):
        reasons.append("same_mail_root")
    return reasons


def _mail_roots(profile: Profile) -> set[Handle]:
    return {handle.root for handle in profile.handles if handle.kind is Kind.MAIL}


def _names(one: Profile, other: Profile) -> list[str]:
    key, other_key = name_key(one.name), name_key(other.name)
    if not key or not other_key:
        return ["partial_name"]
    if key == other_key:
        # One word alone is a first name or a family name: it is shared by thousands.
        return ["same_name"] if " " in key else ["same_family_name"]
    given, family = fold(one.given_name), fold(one.family_name)
    other_given, other_family = fold(other.given_name), fold(other.family_name)
    if _all_close(given, family, other_given, other_family) or _all_close(given, family, other_family, other_given):
        return ["similar_name"]
    if close(family, other_family) and (not given or not other_given or _initial(given, other_given)):
        return ["partial_name"]
    return ["same_family_name"] if family and family == other_family else []


def _all_close(given: str, family: str, other_given: str, other_family: str) -> bool:
    return bool(given and family and other_given and other_family) and close(given, other_given) and close(family, other_family)


def close(one: str, other: str) -> bool:
    """Equal, or apart by one slip in a word of four letters, two in one of eight."""
    if not one or not other:
        return False
    allowed = 2 if min(len(one), len(other)) >= 8 else 1 if min(len(one), len(other)) >= 4 else 0
    if abs(len(one) - len(other)) > allowed:
        return False
    return distance(one, other) <= allowed


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return len(short) == 1 and long.startswith(short)


def _given_names_differ(one: Profile, other: Profile) -> bool:
    given, other_given = fold(one.given_name), fold(other.given_name)
    if not given or not other_given or name_key(one.name) == name_key(other.name):
        return False
    swapped = close(given, fold(other.family_name)) or close(other_given, fold(one.family_name))
    return not (swapped or close(given, other_given) or _initial(given, other_given))


def _address(profile: Profile) -> str:
    street, postcode = fold(profile.street), fold(profile.postcode).replace(" ", "")
    return f"{''.join(c for c in street if c.isalnum())} {postcode}" if street and postcode else ""
