"""Sounds that a brand gives: recorded texts and music."""

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.files.errors import FileRefused, StorageFull
from entregent.speech import actions
from entregent.speech.decoding import LARGEST
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Music, Recording
from entregent.speech.web.chosen import (
    READ,
    WRITE,
    asked_file,
    back_again,
    back_to,
    chosen,
    given_file,
    gone,
    refused,
    row_of,
    told,
)
from entregent.speech.web.wording import refusal


@require_POST
@requires(WRITE)
def record(request: HttpRequest) -> HttpResponse:
    """A text read aloud by somebody: goes before what an engine says."""
    shown = chosen(request, WRITE)
    try:
        actions.record(
            shown.brand.id, shown.language, request.POST.get("text", ""), asked_file(request, LARGEST),
            now=timezone.now(), by=request.user,
        )  # fmt: skip
    except (SpeechRefused, FileRefused, StorageFull) as error:
        return refused(request, error, shown, "recordings")
    messages.success(request, _("The recording is played from now on."))
    return back_to(shown.brand, shown.language, "recordings")


@require_safe
@requires(READ)
def recording_sound(request: HttpRequest, recording_id: UUID) -> FileResponse:
    """The recording as callers hear it."""
    return given_file(row_of(request, Recording, recording_id, READ).sound)


@require_POST
@requires(WRITE)
def remove_recording(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Put it aside: an engine says the text again."""
    row = row_of(request, Recording, recording_id, WRITE)
    actions.remove_recording(row, now=timezone.now(), by=request.user)
    return gone(_("The recording was taken away."), "speech:restore_recording", row)


@require_POST
@requires(WRITE)
def restore_recording(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Take it back."""
    row = row_of(request, Recording, recording_id, WRITE)
    try:
        actions.restore_recording(row, now=timezone.now(), by=request.user)
    except SpeechRefused as error:
        return told(HttpResponse(), refusal(error), level="bad")
    return back_again()


@require_POST
@requires(WRITE)
def add_music(request: HttpRequest) -> HttpResponse:
    """One more piece."""
    shown = chosen(request, WRITE)
    sent = request.FILES.get("file")
    name = PurePath(sent.name).stem if sent else ""
    try:
        actions.add_music(shown.brand.id, name, asked_file(request, LARGEST), now=timezone.now(), by=request.user)
    except (SpeechRefused, FileRefused, StorageFull) as error:
        return refused(request, error, shown, "music")
    return back_to(shown.brand, shown.language, "music")


@require_safe
@requires(READ)
def music_sound(request: HttpRequest, music_id: UUID) -> FileResponse:
    """The piece as callers hear it."""
    return given_file(row_of(request, Music, music_id, READ).sound)


@require_POST
@requires(WRITE)
def remove_music(request: HttpRequest, music_id: UUID) -> HttpResponse:
    """Put it aside."""
    row = row_of(request, Music, music_id, WRITE)
    actions.remove_music(row, now=timezone.now(), by=request.user)
    return gone(_("The piece was taken away."), "speech:restore_music", row)


@require_POST
@requires(WRITE)
def restore_music(request: HttpRequest, music_id: UUID) -> HttpResponse:
    """Take it back."""
    actions.restore_music(row_of(request, Music, music_id, WRITE), now=timezone.now(), by=request.user)
    return back_again()
