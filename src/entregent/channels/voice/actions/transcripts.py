"""Recordings are written down: asked for, under way, made, or not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.models import Recording, RecordingPolicy, Transcript
from entregent.channels.voice.transcripts import Line
from entregent.journal.actions import append

STILL = timedelta(minutes=15)
"""Without a part written for that long, whoever wrote is gone."""


@transaction.atomic
def await_transcript(recording: UUID, now: datetime) -> bool:
    """Have a recording written down, where its brand wants it; whether there is something to do. Twice is once."""
    row = Recording.objects.filter(id=recording, deleted_at=None).exclude(ended_at=None).first()
    if row is None or not RecordingPolicy.objects.filter(brand=row.brand_id, transcribe=True).exists():
        return False
    known, _made = Transcript.objects.get_or_create(recording=row, defaults={"brand_id": row.brand_id, "moved_at": now})
    return known.state == Transcript.State.AWAITED


@transaction.atomic
def await_again(transcript: Transcript, now: datetime) -> bool:
    """Try again what could not be written down, or what nobody writes any more; False where it is made or under way."""
    row = Transcript.objects.select_for_update().get(id=transcript.id)
    if not may_be_tried(row, now):
        return False
    row.state, row.share, row.moved_at = Transcript.State.AWAITED, 0, now
    row.save(update_fields=["state", "share", "moved_at"])
    return True


def may_be_tried(row: Transcript, now: datetime) -> bool:
    """Whether somebody may have it written down again."""
    stuck = row.state in (Transcript.State.AWAITED, Transcript.State.RUNNING) and row.moved_at < now - STILL
    return stuck or row.state in (Transcript.State.DEAF, Transcript.State.FAILED)


def transcript_goes_on(recording: UUID, share: float, now: datetime) -> bool:
    """So much of it is done; False where the recording was deleted meanwhile."""
    rows = Transcript.objects.filter(recording=recording, recording__deleted_at=None)
    return rows.update(state=Transcript.State.RUNNING, share=share, moved_at=now) == 1


@transaction.atomic
def transcript_made(recording: UUID, state: str, lines: Sequence[Line], now: datetime) -> None:
    """It is written down, or cannot be. Nothing is kept of a recording that was deleted meanwhile."""
    row = Transcript.objects.select_for_update().filter(recording=recording, recording__deleted_at=None).first()
    if row is None:
        return
    row.state, row.lines, row.words, row.moved_at = state, [list(line) for line in lines], " ".join(_words(lines)), now
    row.share = 1.0 if state == Transcript.State.MADE else row.share
    row.save(update_fields=["state", "lines", "words", "moved_at", "share"])
    told = events.recording_written_down(
        brand=row.brand_id, at=now, subject=recording, actor=ACTOR, call=row.recording.call_id, state=state, lines=len(lines)
    )
    append([told])


def _words(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]
