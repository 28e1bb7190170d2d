"""The recording on the page of its call: who may hear it, what is silent in it and why, what happened meanwhile."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from entregent.channels.voice.models import Call, Recording
from entregent.channels.voice.web.views.playing import right_of
from entregent.conversations.web.interludes import Interlude

SILENT_BECAUSE = {
    "hold": pgettext_lazy("silence", "on hold"), "waiting": pgettext_lazy("silence", "waiting again"),
    "outside": pgettext_lazy("silence", "somebody outside"), "card": pgettext_lazy("silence", "a card is read out"),
    "private": pgettext_lazy("silence", "private"), "refused": pgettext_lazy("silence", "refused"),
    "asked": pgettext_lazy("silence", "not recorded"), "lost": pgettext_lazy("silence", "sound lost"),
}  # fmt: skip
SHORTEST = 0.5
"""Seconds of silence that are told; the shorter ones are between two words."""


def recorded(request: HttpRequest, call: Call, lines: Iterable[Interlude]) -> dict[str, Any]:
    """What ``voice/recorded.html`` shows; nothing where nothing was recorded, or it goes on."""
    row = Recording.objects.select_related("call", "brand").filter(call=call, ended_at__isnull=False).first()
    if row is None:
        return {}
    right, hearing = ("", None) if row.deleted_at else right_of(request, row)
    since = [((line.at - row.started_at).total_seconds(), line) for line in lines]
    return {
        "recording": row, "right": right, "hearing": hearing,
        "may_object": call.staff_id == request.user.id or request.rights.may("supervise", row.brand_id),
        "gaps": [(at, length, SILENT_BECAUSE.get(why, "")) for at, length, why in row.gaps if length >= SHORTEST],
        "marks": [(at, line) for at, line in since if 0 < at < row.seconds],
    }  # fmt: skip
