"""What a sentence names: dates, times, amounts, numbers, references, addresses; French and English.

Pure: the day is given. Card numbers, bank accounts and social security numbers are recognised only to be masked.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from entregent.understanding.entities.amounts import find_amounts
from entregent.understanding.entities.contacts import find_mails, find_phones, find_postcodes
from entregent.understanding.entities.dates import find_dates
from entregent.understanding.entities.entity import Entity
from entregent.understanding.entities.masked import find_masked, hide
from entregent.understanding.entities.numbers import find_numbers
from entregent.understanding.entities.references import Pattern, find_references
from entregent.understanding.entities.times import find_times

__all__ = ["Entity", "Pattern", "find", "hide"]

_CERTAIN = {"card", "iban", "nir", "mail", "phone", "date", "amount", "time"}
LONGEST = 5000
"""Characters that are read; what comes after says nothing new."""


def find(
    text: str, language: str, today: date, *, region: str = "FR", references: Mapping[str, str] | None = None
) -> list[Entity]:
    """The entities of a text, in its order; no two overlap, save those that read the very same characters differently.

    ``language``: ``fr`` or ``en`` (any other is read as French, the numbers and addresses being alike). ``region``: the
    country whose telephone numbers and postcodes are written without a country code. ``references``: kind → how the
    brand writes it (``references.Pattern``), e.g. ``{"order": "CMD-######"}``.
    """
    read, tongue = text[:LONGEST], "en" if language.startswith("en") else "fr"
    return _settled(
        (
            find_masked(read),
            find_mails(read),
            find_references(read, references or {}),
            find_phones(read, region),
            find_dates(read, tongue, today),
            find_amounts(read, tongue),
            find_times(read, tongue),
            find_postcodes(read, region),
            find_numbers(read, tongue),
        )
    )


def _settled(readings: Iterable[Iterable[Entity]]) -> list[Entity]:
    """The readings in the order of their certainty: a later one gives way, unless it covers exactly the same characters."""
    kept: list[Entity] = []
    for reading in readings:
        before = list(kept)
        kept += [one for one in dict.fromkeys(reading) if all(_both(other, one) for other in before)]
    return sorted(kept, key=lambda one: (one.start, one.end))


def _both(known: Entity, one: Entity) -> bool:
    """Whether there is room for both: apart, or the very same characters (« 35000 »: a postcode, an order, a quantity)."""
    if known.end <= one.start or one.end <= known.start:
        return True
    same = (known.start, known.end) == (one.start, one.end)
    return same and one.kind == "number" and known.kind not in _CERTAIN
