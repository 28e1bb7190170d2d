"""What a page asks with: the field of each kind of question, and the input that a form sends back."""

from dataclasses import dataclass

from django.http import QueryDict

from entregent.scenarios.medium import Answer, Heard, Input, Interrupt, Speak

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
