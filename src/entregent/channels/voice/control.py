"""How the pages talk to the process that carries a call: a signed line there, a line back."""

import json
import socket
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

LIFETIME = 30
"""Seconds for which a question is good: it cannot be asked again later by whoever saw it."""
LONGEST = 64 * 1024
PATIENCE = 6.0
"""Seconds for which an answer is waited for."""


class Forged(ValueError):
    """It was not asked by this house, or too long ago."""


class Silent(OSError):
    """The process does not answer, or says that it could not."""


def ask(key: str, address: str, name: str, **sent: Any) -> Any:
    """Have a process (``host:port``) do something; what it answers. Raises Silent."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), PATIENCE) as wire:
            wire.settimeout(PATIENCE)
            wire.sendall(_serializer(key).dumps([name, sent]).encode() + b"\n")
            with wire.makefile("rb") as answers:
                answer = json.loads(answers.readline(LONGEST))
    except (OSError, ValueError) as error:
        raise Silent("no answer") from error
    if "done" not in answer:
        raise Silent(answer.get("refused", ""))
    return answer["done"]


def read(key: str, line: bytes) -> tuple[str, dict[str, Any]]:
    """What is asked, and with what. Raises Forged."""
    try:
        name, sent = _serializer(key).loads(line.strip(), max_age=LIFETIME)
    except (BadSignature, ValueError, TypeError) as error:
        raise Forged from error
    return name, sent


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="entregent.voice")
