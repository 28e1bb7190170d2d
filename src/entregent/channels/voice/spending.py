"""What calls out may cost: pure. Estimated from a table of prices by the beginning of numbers; money in whole cents."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

AT_HOME, ABROAD = 10, 60
"""Cents a minute where the table says nothing: more than most operators ask, so that a limit is met too soon, not too late."""
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a trunk; None: no limit. ``rates``: beginning of a number (E.164) → cents a minute."""

    at_once: int | None = None
    day_cents: int | None = None
    month_cents: int | None = None
    rates: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spent:
    """Cents of a trunk, today and this month, calls under way among them; and how many those are."""

    day: int = 0
    month: int = 0
    running: int = 0


def rate_of(rates: Mapping[str, int], number: str, home: str) -> int:
    """Cents a minute to a number (E.164): those of its longest beginning that the table has. ``home``: the calling code of the
    brand's country."""
    known = max((prefix for prefix in rates if number.startswith(prefix)), key=len, default="")
    if known:
        return rates[known]
    return AT_HOME if number.startswith(f"+{home}") else ABROAD


def cents_of(rate: int, seconds: float) -> int:
    """What so many seconds cost: every minute begun counts, none before the answer."""
    return rate * math.ceil(max(0.0, seconds) / MINUTE)


def refused(limits: Limits, spent: Spent, rate: int) -> str:
    """Why one more call is not placed: line_full, spent_day, spent_month; "" where it is. Its first minute must fit."""
    if limits.at_once is not None and spent.running >= limits.at_once:
        return "line_full"
    for cap, used, why in ((limits.day_cents, spent.day, "spent_day"), (limits.month_cents, spent.month, "spent_month")):
        if cap is not None and used + rate > cap:
            return why
    return ""


def read_rates(text: str) -> tuple[dict[str, int], list[str]]:
    """A table as it is written, one beginning a line and its cents a minute (``+336 12``): what holds, and what does not."""
    good: dict[str, int] = {}
    bad: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        beginning, _, cents = line.rpartition(" ")
        prefix = beginning.replace(" ", "")
        digits = prefix.removeprefix("+")
        if prefix.startswith("+") and digits.isascii() and digits.isdigit() and cents.isascii() and cents.isdigit():
            good[prefix] = min(int(cents), 100_000)
        else:
            bad.append(line)
    return good, bad


def read_codes(text: str) -> tuple[list[str], list[str]]:
    """Calling codes of countries, in any order and between any signs (``+41, +352``): those that are some, and what is none."""
    words = [word.removeprefix("+").removeprefix("00") for word in text.replace(",", " ").replace(";", " ").split()]
    good = [word for word in words if word.isascii() and word.isdigit() and 1 <= len(word) <= 3 and word[0] != "0"]
    return list(dict.fromkeys(good)), [word for word in words if word not in good]
