"""A message that was left is listened to, by whoever may read its request."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from entregent.access.sealing import SealBroken
from entregent.access.web.permissions import must, requires
from entregent.channels.voice import recordings
from entregent.channels.voice.models import Voicemail
from entregent.channels.voice.web.views.playing import stretch
from entregent.telephony.media.sealed import Unreadable


@require_safe
@never_cache
@requires("tickets.read")
def sound(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The WAV of a message, a stretch at a time."""
    row = get_object_or_404(Voicemail, id=message_id)
    must(request, "tickets.read", row.brand_id)
    try:
        answer, _first, _last = stretch(request, recordings.opened_message(row))
    except (FileNotFoundError, SealBroken, Unreadable):  # on another machine, sealed by another installation, or kept its time
        return HttpResponse(status=410)
    return answer
