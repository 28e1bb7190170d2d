"""A recording is listened to: the sound, opened as it is asked for, and each stretch written in the audit."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from entregent.access.actions import audit
from entregent.access.sealing import SealBroken
from entregent.access.web.permissions import must, requires
from entregent.channels.voice import recordings
from entregent.channels.voice.models import Recording
from entregent.telephony.media.recorded import WAV_HEADER
from entregent.telephony.media.recorded import Recording as Kept
from entregent.telephony.media.sealed import Unreadable

A_STRETCH = 32_000 * 30
"""Bytes of one answer: half a minute of both sides. What was not played is not in the audit."""
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})\Z")


@require_safe
@never_cache
@requires("supervise")
def sound(request: HttpRequest, id: UUID) -> HttpResponse:
    """The WAV of a recording, a stretch at a time."""
    row = get_object_or_404(Recording, id=id, deleted_at=None)
    must(request, "supervise", row.brand_id)
    try:
        answer, first, last = stretch(request, recordings.opened(row))
    except (FileNotFoundError, SealBroken, Unreadable):  # on another machine, or sealed by another installation
        return HttpResponse(status=410)
    if request.method == "GET" and answer.status_code == 206:
        heard = [round(max(0, at - WAV_HEADER) / 32_000, 1) for at in (first, last)]
        audit(
            "recording.listened", now=timezone.now(), staff=request.user, brand_id=row.brand_id, id=str(row.id),
            call=str(row.call_id), since=heard[0], until=heard[1],
        )  # fmt: skip
    return answer


def stretch(request: HttpRequest, kept: Kept) -> tuple[HttpResponse, int, int]:
    """What the browser asks for, and the first and the last byte of it. Raises Unreadable."""
    first, last = _asked(request.headers.get("Range", ""), kept.wav_size)
    if first >= kept.wav_size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{kept.wav_size}"}), first, last
    said = {"Content-Range": f"bytes {first}-{last}/{kept.wav_size}", "Accept-Ranges": "bytes"}
    return HttpResponse(kept.wav(first, last), status=206, content_type="audio/wav", headers=said), first, last


def _asked(header: str, size: int) -> tuple[int, int]:
    """The first and the last byte to send; what is no range of bytes asks for the beginning."""
    found = _RANGE.match(header)
    first = int(found[1]) if found else 0
    last = int(found[2]) if found and found[2] else size - 1
    return first, max(first, min(last, first + A_STRETCH - 1, size - 1))
