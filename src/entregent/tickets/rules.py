"""How a ticket's status may move, and what each move means for its promises."""

from collections.abc import Iterable

NEW, OPEN, PENDING, ON_HOLD, RESOLVED, CLOSED = "new", "open", "pending", "on_hold", "resolved", "closed"
UNSETTLED = frozenset({NEW, OPEN, PENDING, ON_HOLD})
AWAKE = frozenset({NEW, OPEN, ON_HOLD})
"""Somebody waits for us."""

MOVES: dict[str, frozenset[str]] = {
    NEW: frozenset({OPEN, PENDING, ON_HOLD, RESOLVED, CLOSED}),
    OPEN: frozenset({PENDING, ON_HOLD, RESOLVED, CLOSED}),
    PENDING: frozenset({OPEN, ON_HOLD, RESOLVED, CLOSED}),
    ON_HOLD: frozenset({OPEN, PENDING, RESOLVED, CLOSED}),
    RESOLVED: frozenset({OPEN, CLOSED}),
    CLOSED: frozenset(),
}

ON_THE_LINE = "call"
"""The channel of a ticket while its customer talks, or waits to; what they began by is their conversation's."""

ATTENTION = {"mail": "mail", "call": "call", "chat": "chat", "letter": "letter", "callback": "callback", "task": "task"}


def attention(channel: str) -> str:
    """What a request costs an agent's attention: what is written without anyone waiting on the line counts as a mail."""
    return ATTENTION.get(channel, "mail")


def may_move(before: str, after: str) -> bool:
    """Whether a status may follow another; a closed ticket stays closed (a later message opens a new one)."""
    return after in MOVES[before]


def after_customer_wrote(status: str, automatic: bool) -> str:
    """The status once the customer has written; a machine's message changes nothing. Not asked of a closed ticket."""
    return status if automatic or status == NEW else OPEN


def after_answer(status: str, wanted: str | None) -> str:
    """The status once a human has answered: what the agent asked for, else waiting for the customer."""
    return wanted if wanted is not None and (wanted == status or may_move(status, wanted)) else PENDING


def after_merge(kept: str, absorbed: Iterable[str]) -> str:
    """The status of a ticket that takes others in: where somebody waits for us in one of them, it waits for us too."""
    return OPEN if kept in (PENDING, RESOLVED) and not AWAKE.isdisjoint(absorbed) else kept


def reference(code: str, year: int, number: int) -> str:
    """What people read and say: ``PON-2026-004182``."""
    return f"{code}-{year}-{number:06d}"


def tidy_tags(tags: Iterable[str]) -> list[str]:
    """Tags in lower case without blanks around, each once, in order; at most 20 of 40 characters."""
    words = (" ".join(tag.lower().split())[:40] for tag in tags)
    return list(dict.fromkeys(word for word in words if word))[:20]
