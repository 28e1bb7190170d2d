"""The only file of this room that speaks to a network: one question to an OpenAI-compatible endpoint (``/chat/completions``),
as served by Mistral, vLLM, Ollama and others."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from entregent.egress.client import Answer, exchange
from entregent.understanding.grounding import Message

LARGEST = 256 * 1024
TRIES = 2
PAUSE = 0.5  # seconds before the second try
AGAIN = {"connection", "timeout"}


class ProviderFailed(Exception):
    """No answer that can be read. ``code``: timeout, connection, name, tls, large, refused (a 4xx), busy (429, 5xx), malformed.

    The message holds neither the question nor the answer.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"the generative provider did not answer: {code}")
        self.code = code


@dataclass(frozen=True)
class Endpoint:
    """Where the provider is. ``seconds`` bounds a question and its second try together."""

    url: str
    model: str
    key: str
    seconds: float


@dataclass(frozen=True)
class Completion:
    """What was answered, and what it cost in tokens (None when the provider does not say)."""

    content: str
    tokens: int | None


def complete(endpoint: Endpoint, messages: Sequence[Message], most_tokens: int) -> Completion:
    """Ask once, and a second time when nobody answered or the provider was busy. Raises ProviderFailed."""
    asked = {"model": endpoint.model, "messages": list(messages), "temperature": 0, "max_tokens": most_tokens, "stream": False}
    body = json.dumps(asked).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    until = time.monotonic() + endpoint.seconds
    for number in range(1, TRIES + 1):
        left = until - time.monotonic()
        # The address is the administrator's, in the environment: a model beside us is the usual case.
        answer = exchange(
            "POST", f"{endpoint.url.rstrip('/')}/chat/completions", body, headers, private=True, seconds=left, most=LARGEST
        )
        failure = _failure(answer)
        if not failure:
            return _read(answer.body)
        if number == TRIES or failure not in {*AGAIN, "busy"} or until - time.monotonic() <= 2 * PAUSE:
            raise ProviderFailed(failure)
        time.sleep(PAUSE)
    raise ProviderFailed("busy")


def _failure(answer: Answer) -> str:
    if answer.error or answer.status is None:
        return answer.error or "connection"
    if answer.status == 429 or answer.status >= 500:
        return "busy"
    return "" if answer.status == 200 else "refused"


def _read(body: bytes) -> Completion:
    try:
        told: Any = json.loads(body)
        content, usage = told["choices"][0]["message"]["content"], told.get("usage") or {}
        tokens = usage.get("total_tokens")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ProviderFailed("malformed") from error
    if not isinstance(content, str):
        raise ProviderFailed("malformed")
    return Completion(content, tokens if isinstance(tokens, int) and tokens >= 0 else None)
