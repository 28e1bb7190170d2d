"""A recording is listened to: the sound, opened as it is asked for, its shape, and by what right; each stretch is told."""

import re
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from entregent.access.actions import audit
from entregent.access.sealing import SealBroken
from entregent.access.web.permissions import must, requires
from entregent.channels.voice import actions, listening, recordings
from entregent.channels.voice.models import Hearing, Recording, RecordingPolicy
from entregent.channels.voice.rules import hearing_right
from entregent.channels.voice.shape import sides
from entregent.telephony.media.recorded import WAV_HEADER
from entregent.telephony.media.recorded import Recording as Kept
from entregent.telephony.media.sealed import Unreadable

A_STRETCH = 32_000 * 30
"""Bytes of one answer: half a minute of both sides. What was not played is not in the register."""
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})\Z")
_AWAY = (FileNotFoundError, SealBroken, Unreadable)
"""On another machine, or sealed by another installation."""


@require_safe
@never_cache
@requires("tickets.read")
def sound(request: HttpRequest, id: UUID) -> HttpResponse:
    """The WAV of a recording, a stretch at a time."""
    row, hearing = _heard_by(request, id)
    try:
        answer, first, last = stretch(request, recordings.opened(row))
    except _AWAY:
        return HttpResponse(status=410)
    if request.method == "GET" and answer.status_code == 206:
        now = timezone.now()
        since, until = (round(max(0, at - WAV_HEADER) / 32_000, 1) for at in (first, last))
        actions.listened(hearing, since, until, now)
        audit(
            "recording.listened", now=now, staff=request.user, brand_id=row.brand_id, id=str(row.id), call=str(row.call_id),
            since=since, until=until,
        )  # fmt: skip
    return answer


def stretch(request: HttpRequest, kept: Kept) -> tuple[HttpResponse, int, int]:
    """What the browser asks for, and the first and the last byte of it. Raises Unreadable."""
    first, last = _asked(request.headers.get("Range", ""), kept.wav_size)
    if first >= kept.wav_size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{kept.wav_size}"}), first, last
    said = {"Content-Range": f"bytes {first}-{last}/{kept.wav_size}", "Accept-Ranges": "bytes"}
    return HttpResponse(kept.wav(first, last), status=206, content_type="audio/wav", headers=said), first, last


@require_safe
@never_cache
@requires("tickets.read")
def shape(request: HttpRequest, id: UUID) -> HttpResponse:
    """How loud both sides are, step by step."""
    row, _hearing = _heard_by(request, id)
    try:
        kept = actions.draw(row.id)
    except _AWAY:
        kept = None
    theirs, ours = sides(kept or b"")
    return JsonResponse({"theirs": theirs, "ours": ours, "seconds": row.seconds})


@require_POST
@requires("supervise")
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down why one listens, where nothing was announced."""
    row = _row(id)
    must(request, "supervise", row.brand_id)
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if reason:
        actions.begin_hearing(row, request.user.id, Hearing.Right.REASON, reason=reason, now=timezone.now())
    return redirect("voice:call", row.call_id)


@require_POST
@requires("tickets.read")
def object_to(request: HttpRequest, id: UUID) -> HttpResponse:
    """They object after the call: its sound is erased at once (RGPD art. 21). Who supervises may say so, and who had it."""
    row = _row(id)
    must(request, "tickets.read", row.brand_id)
    if row.call.staff_id != request.user.id:
        must(request, "supervise", row.brand_id)
    actions.recording_objected(row.call_id, "afterwards", request.user.id, timezone.now())
    return redirect("voice:call", row.call_id)


def right_of(request: HttpRequest, row: Recording) -> tuple[str, Hearing | None]:
    """By what right the visitor may listen to it now ("": not, or not yet), and the hearing that they are in."""
    now, user = timezone.now(), request.user.id
    supervises = request.rights.may("supervise", row.brand_id)
    policy = RecordingPolicy.objects.filter(brand=row.brand_id).first()
    known = actions.hearing_of(row, user, now)
    right = hearing_right(
        own=row.call.staff_id == user, agents_hear=policy is not None and policy.agents_hear, supervises=supervises,
        announced=supervises and _period(row) is not None, reason=known is not None and known.right == Hearing.Right.REASON,
    )  # fmt: skip
    return right, known


def _heard_by(request: HttpRequest, id: UUID) -> tuple[Recording, Hearing]:
    row = _row(id)
    must(request, "tickets.read", row.brand_id)
    right, known = right_of(request, row)
    if not right:
        raise PermissionDenied
    if known is None or known.right != right:
        period = _period(row) if right == Hearing.Right.ANNOUNCED else None
        known = actions.begin_hearing(row, request.user.id, right, period=period, now=timezone.now())
    known.recording = row
    return row, known


def _row(id: UUID) -> Recording:
    return get_object_or_404(Recording.objects.select_related("call"), id=id, deleted_at=None)


def _period(row: Recording) -> UUID | None:
    """The announced period that covers its agent, on the day of the call or today."""
    days = (row.call.begun_at, timezone.now())
    return next((found for day in days if (found := listening.period_for(row.brand_id, row.call.staff_id, day))), None)


def _asked(header: str, size: int) -> tuple[int, int]:
    """The first and the last byte to send; what is no range of bytes asks for the beginning."""
    found = _RANGE.match(header)
    first = int(found[1]) if found else 0
    last = int(found[2]) if found and found[2] else size - 1
    return first, max(first, min(last, first + A_STRETCH - 1, size - 1))
