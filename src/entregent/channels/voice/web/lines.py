"""Who is on an agent's line, and what they finish of the calls before."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from entregent.channels.voice import queries
from entregent.channels.voice.dispositions import to_finish


def line_of(request: HttpRequest) -> dict[str, Any]:
    """What ``voice/line.html`` shows."""
    return {"parts": queries.mine(request.user.id), "after": to_finish(request.user.id, timezone.now())}
