"""What was said in a recording, read by whoever may listen to it: each reading is in the audit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from entregent.access.actions import audit
from entregent.access.web.permissions import must, requires
from entregent.channels.voice import actions
from entregent.channels.voice.jobs import transcribe_later
from entregent.channels.voice.models import Transcript
from entregent.channels.voice.web.views.playing import right_of


def state_of(call: UUID, now: datetime) -> dict[str, Any]:
    """How the writing down of a call's recording stands, for its page: none of the words."""
    row = Transcript.objects.defer("lines", "words").filter(recording__call=call, recording__deleted_at=None).first()
    return _shown(row, now) if row is not None else {}


@require_safe
@never_cache
@requires("supervise")
def transcript(request: HttpRequest, id: UUID) -> HttpResponse:
    """How it stands; with ``read``, what was said."""
    row, now = _row(request, id), timezone.now()
    shown = _shown(row, now)
    if row.state == Transcript.State.MADE and "read" in request.GET:
        if not right_of(request, row.recording)[0]:  # who may not listen may not read what they would hear
            raise PermissionDenied
        audit("recording.read", now=now, staff=request.user, brand_id=row.brand_id, id=str(id), call=str(row.recording.call_id))
        shown["spoken"] = [
            {"ours": side == 1, "start": start, "clock": f"{int(start) // 60}:{int(start) % 60:02}", "text": text}
            for side, start, _end, text, _sure in row.lines
        ]
    return render(request, "voice/transcript.html", shown)


@require_POST
@requires("supervise")
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Have it written down again, where it could not be."""
    row, now = _row(request, id), timezone.now()
    if actions.await_again(row, now):
        transcribe_later(row.brand_id, id)
    row.refresh_from_db()
    return render(request, "voice/transcript.html", _shown(row, now))


def _row(request: HttpRequest, id: UUID) -> Transcript:
    row = get_object_or_404(Transcript.objects.select_related("recording__call"), recording=id, recording__deleted_at=None)
    must(request, "supervise", row.brand_id)
    return row


def _shown(row: Transcript, now: datetime) -> dict[str, Any]:
    tried = actions.may_be_tried(row, now)
    going = row.state in (Transcript.State.AWAITED, Transcript.State.RUNNING)
    return {"transcript": row, "percent": round(100 * row.share), "going": going and not tried, "tried": tried}
