"""A recording is listened to: by what right, and which stretches."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.channels.voice import events, recordings
from entregent.channels.voice.models import Hearing, Recording
from entregent.channels.voice.shape import shape
from entregent.journal.actions import append

LASTS = timedelta(hours=1)
"""After that, whoever listens again does so anew: another line of the register, another reason."""


def hearing_of(recording: Recording, staff: UUID, now: datetime) -> Hearing | None:
    """The hearing that somebody is in."""
    rows = Hearing.objects.filter(recording=recording, staff=staff, begun_at__gt=now - LASTS)
    return rows.order_by("-begun_at").first()


@transaction.atomic
def begin_hearing(
    recording: Recording, staff: UUID, right: str, *, period: UUID | None = None, reason: str = "", now: datetime
) -> Hearing:
    """Somebody begins to listen, or goes on with what they began. ``right`` is one of ``Hearing.Right``."""
    known = hearing_of(recording, staff, now)
    if known is not None and (known.right, known.reason) == (right, reason or known.reason):
        return known
    return Hearing.objects.create(
        brand_id=recording.brand_id, recording=recording, staff_id=staff, right=right, period_id=period, reason=reason,
        begun_at=now,
    )  # fmt: skip


def listened(hearing: Hearing, since: float, until: float, now: datetime) -> None:
    """Tell that a stretch of a recording was listened to, in seconds; ``hearing`` with its recording and call."""
    call = hearing.recording.call
    told = events.recording_listened(
        brand=hearing.brand_id, at=now, subject=hearing.recording_id, actor=f"staff:{hearing.staff_id}", person=None,
        call=call.id, ticket=call.ticket_id, hearing=hearing.id, staff=hearing.staff_id, agent=call.staff_id,
        right=hearing.right, period=hearing.period_id, since=since, until=until,
    )  # fmt: skip
    append([told])


def draw(recording_id: UUID) -> bytes | None:
    """Keep the shape of a recording that is over; None for one that is not, or was deleted. Raises what ``recordings.opened``
    does."""
    row = Recording.objects.filter(id=recording_id, deleted_at=None, ended_at__isnull=False).first()
    if row is None:
        return None
    found = row.shape or shape(recordings.opened(row))
    Recording.objects.filter(id=row.id, deleted_at=None, shape=None).update(shape=found)
    return bytes(found)
