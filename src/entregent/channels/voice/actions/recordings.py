"""What is kept of a call: written as it goes, deleted in its time or when somebody objects."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.channels.voice import events, recordings
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.messages import erase_messages
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.models import Call, Recording, RecordingPolicy, Transcript
from entregent.journal.actions import append

BATCH = 100
"""Recordings that are deleted in one transaction."""


@transaction.atomic
def recording_started(call_id: UUID, id: UUID, key: str, staff: UUID | None, now: datetime) -> None:
    """What is said is kept from now on. ``key`` is sealed; ``staff`` began it by hand."""
    call = locked(call_id)
    policy = RecordingPolicy.objects.get(brand=call.brand_id)
    why = Recording.Why.BY_HAND if staff else Recording.Why.DRAWN
    Recording.objects.create(
        id=id, brand_id=call.brand_id, call=call, why=why, staff_id=staff, file=recordings.file_of(call.brand_id, id), key=key,
        started_at=now, expires_at=now + timedelta(days=policy.days),
    )  # fmt: skip
    actor = f"staff:{staff}" if staff else ACTOR
    append([events.call_recording_started(**about(call, now, actor), recording=id, why=why.value, staff=staff)])


@transaction.atomic
def recording_paused(call_id: UUID, why: str, staff: UUID, now: datetime) -> None:
    """Silence is kept from now on; twice is once. ``why`` is a word of ``call.recording_paused``."""
    row, call = _running(call_id)
    if row is not None and row.paused_at is None:
        row.paused_at = now
        row.save(update_fields=["paused_at"])
        append([events.call_recording_paused(**about(call, now, f"staff:{staff}"), recording=row.id, why=why, staff=staff)])


@transaction.atomic
def recording_resumed(call_id: UUID, staff: UUID, now: datetime) -> None:
    """What is said is kept again; twice is once."""
    row, call = _running(call_id)
    if row is not None and row.paused_at is not None:
        row.paused_at = None
        row.save(update_fields=["paused_at"])
        append([events.call_recording_resumed(**about(call, now, f"staff:{staff}"), recording=row.id, staff=staff)])


@transaction.atomic
def recording_stopped(call_id: UUID, why: str, seconds: float, gaps: Sequence[tuple[float, float, str]], now: datetime) -> None:
    """It is over. ``why`` is a word of ``call.recording_stopped``, ``gaps`` are (start, seconds, why)."""
    row, call = _running(call_id)
    if row is not None:
        row.seconds, row.gaps, row.ended_at, row.paused_at = round(seconds, 2), list(gaps), now, None
        row.save(update_fields=["seconds", "gaps", "ended_at", "paused_at"])
        silent = round(sum(length for _start, length, _why in gaps), 1)
        told = events.call_recording_stopped(
            **about(call, now, ACTOR), recording=row.id, why=why, seconds=row.seconds, silent=silent
        )
        append([told])


@transaction.atomic
def recording_objected(call_id: UUID, how: str, staff: UUID | None, now: datetime) -> None:
    """The caller refuses, before, during or after the call (RGPD art. 21): what was kept is deleted at once. ``how`` is a word
    of ``call.recording_objected``; ``staff``: who was told so."""
    call = locked(call_id)
    row = Recording.objects.select_for_update().filter(call=call, deleted_at=None).first()
    if row is not None:
        _delete(row, Recording.Gone.OBJECTED, now)
    actor = f"staff:{staff}" if staff else f"person:{call.conversation.person_id}"
    told = events.call_recording_objected(**about(call, now, actor), recording=row.id if row else None, how=how, staff=staff)
    append([told])


def close_recording(call: Call, now: datetime) -> None:
    """The call is over, and nobody said so to its recording: the process that carried it fell."""
    Recording.objects.filter(call=call, ended_at=None).update(ended_at=now, paused_at=None)


@transaction.atomic
def expire(now: datetime) -> int:
    """Delete recordings that were kept their time, among the brands that are seen, some at a time; how many there were. A row
    stays, without key: where its file is out of reach, nobody hears it any more."""
    due = Recording.objects.select_for_update(skip_locked=True).filter(expires_at__lte=now, deleted_at=None)
    rows = list(due.exclude(ended_at=None).order_by("expires_at")[:BATCH])
    for row in rows:
        _delete(row, Recording.Gone.EXPIRED, now)
    append(
        [
            events.recording_expired(
                brand=row.brand_id, at=now, subject=row.id, actor=ACTOR, call=row.call_id, days=(now - row.started_at).days
            )
            for row in rows
        ]
    )
    return len(rows)


@transaction.atomic
def erase_recordings(person: UUID, now: datetime) -> int:
    """Delete what is kept of somebody's calls, messages that they left too (RGPD art. 17); how many there were."""
    rows = list(Recording.objects.select_for_update().filter(call__conversation__person=person, deleted_at=None))
    for row in rows:
        _delete(row, Recording.Gone.ERASED, now)
    return len(rows) + erase_messages(person)


def _running(call_id: UUID) -> tuple[Recording | None, Call]:
    call = locked(call_id)
    return Recording.objects.select_for_update().filter(call=call, ended_at=None, deleted_at=None).first(), call


def _delete(row: Recording, gone: Recording.Gone, now: datetime) -> None:
    row.key, row.gone, row.deleted_at, row.ended_at, row.paused_at, row.shape = "", gone, now, row.ended_at or now, None, None
    row.save(update_fields=["key", "gone", "deleted_at", "ended_at", "paused_at", "shape"])
    recordings.remove(row.file)
    Transcript.objects.filter(recording=row).delete()
