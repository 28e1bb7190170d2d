"""One POST of a message, and what is to be made of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from entregent.egress.client import Answer, exchange

SECONDS = 10.0


@dataclass(frozen=True)
class Outcome:
    """What the receiver answered, or why it did not (``rules.ERRORS``)."""

    status: int | None
    error: str
    milliseconds: int
    retry_after: float | None = None

    @property
    def received(self) -> bool:
        """Only a status of the 200s is a success."""
        return not self.error


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool, seconds: float = SECONDS) -> Outcome:
    """Send once, as ``egress`` sends. Never raises: what goes wrong is in the outcome."""
    return _judged(exchange("POST", url, body, headers, private=private, seconds=seconds))


def _judged(answer: Answer) -> Outcome:
    if answer.status is None:
        return Outcome(None, answer.error, answer.milliseconds)
    if 200 <= answer.status < 300:
        return Outcome(answer.status, "", answer.milliseconds)
    error = "redirect" if 300 <= answer.status < 400 else "status"
    asked = answer.headers.get("retry-after", "")
    wait = float(asked) if asked.isdigit() and len(asked) < 10 else None
    return Outcome(answer.status, error, answer.milliseconds, wait)
