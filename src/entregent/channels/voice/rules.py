"""Pure decisions of the telephone."""

import hashlib
from collections.abc import Collection

ABANDONED_SHORT = 5.0
"""Seconds of waiting under which an abandon is counted apart."""

SERVED_BY = frozenset({"ended"})


def outcome_of(
    *, direction: str, answered: bool, queued: bool, closed: bool, deflected: bool, overflowed: bool, session: str, detail: str
) -> str:
    """What became of a call that is over: one of ``models.Call.Outcome``, the first that holds.

    ``session`` is how the scenario ended (ended, handed, left, "" without one), ``detail`` what its author called that end:
    people fall silent in a menu as they leave it. Incoming calls are a partition: their outcomes add up to those received.
    """
    if answered:
        return "answered"
    if direction == "out":
        return "no_answer"
    for holds, outcome in ((deflected, "deflected"), (overflowed, "overflowed"), (closed, "closed"), (queued, "abandoned")):
        if holds:
            return outcome
    return "served" if session in SERVED_BY and detail not in LEFT else "left_menu"


LEFT: Collection[str] = frozenset({"silent", "unheard"})
"""Ends of a tree that nobody chose: nobody answered any more, a mention was not heard."""


def spelled(number: str, region_code: str) -> str:
    """A number as operators send it, made E.164: ``+33…``, ``0033…``, ``33…`` and national ones of the line's country.

    ``region_code`` is the country's calling code, without plus. What is no number of anybody (anonymous, a name) is "".
    """
    digits = "".join(letter for letter in number if letter.isdigit())
    if not digits or len(digits) < MIN_DIGITS:
        return ""
    if number.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+{region_code}{digits[1:]}"
    return f"+{digits}"


MIN_DIGITS = 6
"""Shorter ones are of services and of internal lines."""


def digest(user: str, password: str, realm: str = "entregent") -> str:
    """What a telephone proves that it knows: MD5 of user:realm:password (RFC 2617, §3.2.2.2)."""
    return hashlib.md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()
