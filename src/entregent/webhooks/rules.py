"""When to try again, when to give up, and what is sent. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""Between two tries of one delivery: the schedule that the Standard Webhooks specification gives as an example."""

STOP_AFTER = timedelta(days=5)
"""An endpoint that received nothing for so long is stopped."""

LONGEST_RETRY_AFTER = timedelta(hours=24)
ERRORS = frozenset({"status", "timeout", "connection", "tls", "name", "address", "redirect", "stopped"})


def wait_after(attempts: int, spread: float, retry_after: float | None = None) -> timedelta | None:
    """How long to wait after so many failed tries; None to give up.

    ``spread`` in 0…1 moves the wait by up to a tenth, so that what failed together is not tried together;
    ``retry_after`` in seconds is what the receiver asked for, obeyed up to a day.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (0.95 + spread / 10)
    if retry_after is not None and retry_after > 0:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_RETRY_AFTER))
    return wait


def must_stop(failing_since: datetime, now: datetime, status: int | None) -> str | None:
    """Why an endpoint must be stopped, ``gone`` (it answered 410) or ``failing``; None to go on."""
    if status == 410:
        return "gone"
    return "failing" if now - failing_since >= STOP_AFTER else None


def wants(kinds: list[str], kind: str) -> bool:
    """Whether an endpoint wants this kind: it named it, or its first word (``ticket.*``), or nothing at all."""
    return not kinds or kind in kinds or f"{kind.split('.')[0]}.*" in kinds


def payload(
    *,
    event: int,
    kind: str,
    at: datetime,
    brand: str,
    actor: str,
    subject: str,
    person: str | None,
    version: int,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """What is sent: the fact's envelope, as the Standard Webhooks specification lays it out. Ids and decided values only."""
    return {
        "type": kind,
        "timestamp": at.isoformat(),
        "data": {
            "event": event, "brand": brand, "actor": actor, "subject": subject, "person": person, "v": version,
            **{key: value for key, value in data.items() if key not in {"event", "brand", "actor", "subject", "person", "v"}},
        },
    }  # fmt: skip
