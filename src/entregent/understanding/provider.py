"""A generative provider, if the house has one: wording, and answers that stand on given passages. Without it nothing is
missing: scenarios and articles answer by themselves.

Set by the environment (see the README). Personal data is hidden before anything is sent, a brand has a budget a day, and an
answer is believed only as far as ``grounding`` can verify it. Whatever fails is None, and a line in the log without contents.
"""

import logging
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings

from entregent.brands.scope import visible
from entregent.kernel.masking import mask
from entregent.understanding.actions.spending import reserve, settle
from entregent.understanding.client import Endpoint, ProviderFailed, complete
from entregent.understanding.grounding import (
    MOST_PASSAGES,
    STYLES,
    Grounded,
    Message,
    Passage,
    Veil,
    question_messages,
    read_answer,
    read_rewording,
    rewording_messages,
)

__all__ = ["STYLES", "Grounded", "Passage", "available", "ground", "reword"]

log = logging.getLogger(__name__)
ANSWER_TOKENS = 700
LONGEST = 8000
"""Characters of a question."""
LONGEST_REWORDED = 4000
"""Characters of a text to reword: all of it is compared with what comes back."""


def available() -> bool:
    """Whether a provider is set."""
    return bool(settings.GENERATIVE["url"] and settings.GENERATIVE["model"])


def ground(brand: UUID, question: str, passages: Sequence[Passage], *, language: str = "fr", now: datetime) -> Grounded | None:
    """An answer made of the passages, with the ids of those it is made of; None when they hold none, when what came back does
    not stand on them, when the budget of the day is spent, or without a provider.

    It takes seconds: call it outside of a transaction. Never raises for what the provider does.
    """
    given = [Passage(one.id, mask(one.text)[0], mask(one.title)[0]) for one in passages[:MOST_PASSAGES] if one.text.strip()]
    if not question.strip() or not given:
        return None
    veil = Veil()
    hidden = _hidden(question[:LONGEST], veil)
    content = _ask(brand, question_messages(hidden, given, language), now)
    found = read_answer(content, given, hidden) if content is not None else None
    if found is None:
        return None
    return Grounded(veil.lift(found.answer), found.sources)


def reword(brand: UUID, text: str, style: str, *, language: str = "fr", seconds: float, now: datetime) -> str | None:
    """The text in another style (``STYLES``), within so many seconds; None when the other words name anything else or leave
    anything out, where the text holds a number that never leaves, when the budget of the day is spent, or without a provider.
    ``language``: that of its dates and figures.

    Call it outside of a transaction. Raises ValueError for a style that does not exist.
    """
    if style not in STYLES:
        raise ValueError(f"{style!r} is no style: {', '.join(STYLES)}")
    if not text.strip() or len(text) > LONGEST_REWORDED or mask(text)[1]:  # a number that never leaves would not come back
        return None
    veil = Veil()
    hidden = _hidden(text, veil)
    content = _ask(brand, rewording_messages(hidden, style), now, seconds=seconds)
    found = read_rewording(content, hidden, language) if content is not None else None
    return None if found is None else veil.lift(found)


def _hidden(text: str, veil: Veil) -> str:
    return veil.drop(text) if settings.GENERATIVE["mask"] else mask(text)[0]


def _ask(brand: UUID, messages: list[Message], now: datetime, *, seconds: float = math.inf) -> str | None:
    if not available():
        return None
    chosen = settings.GENERATIVE
    # About four characters a token in French and English; the exact cost is settled afterwards.
    estimate = sum(len(one["content"]) for one in messages) // 3 + ANSWER_TOKENS
    day = now.astimezone(UTC).date()
    with visible([brand]):
        reserved = reserve(brand, day, estimate, chosen["daily_tokens"])
    if not reserved:
        log.warning("the generative budget of the day is spent for brand %s", brand)
        return None
    endpoint = Endpoint(chosen["url"], chosen["model"], chosen["key"], min(seconds, chosen["seconds"]))
    try:
        answer = complete(endpoint, messages, ANSWER_TOKENS)
    except ProviderFailed as failed:
        _settle(brand, day, estimate, 0 if failed.code in {"connection", "name", "tls", "refused"} else estimate)
        log.warning("%s", failed)
        return None
    _settle(brand, day, estimate, estimate if answer.tokens is None else answer.tokens)
    return answer.content


def _settle(brand: UUID, day: date, reserved: int, cost: int) -> None:
    with visible([brand]):
        settle(brand, day, reserved, cost)
