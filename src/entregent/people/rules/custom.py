"""Values of the fields that a brand adds."""

from collections.abc import Sequence
from datetime import date


def read_value(type: str, text: str, options: Sequence[str] = ()) -> str | int | float | bool | None:
    """The stored value of a typed text: text and choices as they are, numbers, ISO dates, true or false; None when empty.

    Reads French spellings ("1 234,5", "31/12/2026", "oui"). Raises ValueError when the text is no such value.
    """
    plain = text.strip()
    if not plain:
        return None
    if type == "number":
        number = float(plain.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
        if number != number or number in (float("inf"), float("-inf")):
            raise ValueError("not a number")
        return int(number) if number.is_integer() else number
    if type == "date":
        return read_date(plain).isoformat()
    if type == "boolean":
        return read_yes_no(plain)
    if type == "choice" and plain not in options:
        raise ValueError("not one of the choices")
    return plain[:2000]


def read_date(text: str) -> date:
    """A day written 2026-12-31, 31/12/2026, 31.12.2026 or 31-12-2026. Raises ValueError."""
    plain = text.strip()
    for separator in ("/", ".", "-"):
        parts = plain.split(separator)
        if len(parts) == 3 and len(parts[2]) == 4 and all(part.isdigit() for part in parts):
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
    return date.fromisoformat(plain[:10])


def read_yes_no(text: str) -> bool:
    """Yes or no, in French or English. Raises ValueError."""
    word = text.strip().lower()
    if word in ("oui", "o", "yes", "y", "true", "vrai", "1", "x", "on"):
        return True
    if word in ("non", "n", "no", "false", "faux", "0"):
        return False
    raise ValueError("neither yes nor no")
