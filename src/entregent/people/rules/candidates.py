"""Several persons behind one address: who is the likeliest, and why."""

from datetime import datetime
from enum import StrEnum

from entregent.kernel.text import fold, name_key
from entregent.people.rules.duplicates import close
from entregent.people.rules.names import cut_display_name


class Likeness(StrEnum):
    """How the name that an address shows resembles a person's."""

    SAME = "same"
    ALIKE = "alike"
    NONE = "none"


WEIGHTS = {Likeness.SAME: 1.5, Likeness.ALIKE: 1.0, Likeness.NONE: 0.0}
"""What a name is worth beside an agent's word, which counts one each time: two say more than any name."""


def likeness(shown: str, given_name: str, family_name: str) -> Likeness:
    """Whether the name that a mail or a call shows is this person's.

    The given name decides: those who share an address share a family name most often. "M. Martin" resembles nobody.
    """
    key = name_key(shown)
    if key and " " in key and key == name_key(f"{given_name} {family_name}"):
        return Likeness.SAME
    _title, given, family = cut_display_name(shown)
    mine, theirs = fold(given_name), fold(given)
    if not (mine and theirs) or not (close(mine, theirs) or mine[0] == theirs.rstrip(".")):
        return Likeness.NONE
    either = not family or not family_name or close(fold(family), fold(family_name))
    return Likeness.ALIKE if either else Likeness.NONE


def rank(times_chosen: int, alike: Likeness, last_seen_at: datetime) -> tuple[float, datetime]:
    """What candidates are put in order by, the greatest first: agents' choices and the name, then who wrote last."""
    return times_chosen + WEIGHTS[alike], last_seen_at
