"""What a page asks with: the field of each kind of question, and the input that a form sends back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import QueryDict

from entregent.scenarios.medium import Answer, Heard, Input, Interrupt, Option, Speak

LONGEST = 2000


@dataclass(frozen=True)
class Field:
    """How a value is typed: the browser brings the right keyboard and offers what it knows."""

    type: str = "text"
    mode: str = ""
    fills: str = "off"
    longest: int = 120


FIELDS = {
    "number": Field(mode="numeric"), "amount": Field(mode="decimal"), "date": Field("date"),
    "phone": Field("tel", "tel", "tel"), "mail": Field("email", "email", "email", 254), "order": Field(), "contract": Field(),
    "postcode": Field(mode="numeric", fills="postal-code", longest=10),
}  # fmt: skip
"""Kind of question → its field. A date is written as the browser's calendar has it, which trees understand."""


def by_day(options: Iterable[Option]) -> list[tuple[date | None, list[tuple[Option, datetime | None]]]]:
    """Times to be called back at, a day after the other; what is no time of a day stands apart, before them or after."""
    times = [(option, datetime.fromisoformat(option.at) if option.at else None) for option in options]
    return [(day, list(found)) for day, found in groupby(times, lambda one: one[1].date() if one[1] else None)]


def given(form: QueryDict) -> Input | None:
    """What a form answers; None when it says nothing."""
    does = form.get("does", "")
    if does in ("agent", "back"):
        return Interrupt("agent" if does == "agent" else "back")
    if does == "heard":
        return Heard()
    if does.startswith("speak-"):
        return Speak(does.removeprefix("speak-")[:10])
    if key := form.get("choice", ""):
        return Answer(key=key)
    text = form.get("text", "").strip()[:LONGEST]
    return Answer(text) if text else None
