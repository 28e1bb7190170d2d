"""The clock of what is kept of calls, and messages written down."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from entregent.access.sealing import SealBroken
from entregent.brands.scope import every_brand, visible
from entregent.callbacks import queries as callbacks
from entregent.channels.voice import control, recordings, transcripts
from entregent.channels.voice.actions import (
    draw,
    expire,
    expire_messages,
    message_heard,
    not_placed,
    transcript_goes_on,
    transcript_made,
)
from entregent.channels.voice.models import Recording, Transcript, Voicemail
from entregent.channels.voice.queries import node_for
from entregent.jobs.app import job, later
from entregent.kernel.masking import mask
from entregent.routing.models import WorkItem
from entregent.routing.queries import item_of
from entregent.speech import hearing
from entregent.speech.port import SpeechFailed
from entregent.telephony.media.g711 import RATE
from entregent.telephony.media.sealed import Unreadable

log = logging.getLogger(__name__)


@job(every="41 3 * * *", attempts=1, lock="recordings-expire")
def expire_recordings(timestamp: int) -> None:
    """Each night: recordings that were kept their time go."""
    more = 1
    while more:
        with every_brand():
            more = expire(datetime.now(UTC))
    more = 1
    while more:
        with every_brand():
            more = expire_messages(datetime.now(UTC))


@job(queue="bulk", attempts=3)
def draw_shape(brand: str, recording: str) -> None:
    """How loud both sides of a recording are, kept beside it. Raises FileNotFoundError, SealBroken."""
    with visible([UUID(brand)]):
        draw(UUID(recording))


@job(queue="bulk", attempts=3)
def write_down(brand: str, message: str) -> None:
    """What a caller said becomes words beside their message, without card numbers."""
    with visible([UUID(brand)]):
        row = Voicemail.objects.select_related("brand").filter(id=message, state=Voicemail.Text.AWAITED).exclude(key="").first()
    if row is None:
        return
    words = None
    if hearing.available():
        try:
            words = _heard(row)
        except (SpeechFailed, SealBroken, Unreadable, FileNotFoundError) as fault:
            log.warning("message %s is not written down: %s", row.id, type(fault).__name__)
    with visible([UUID(brand)]):
        message_heard(row.id, words, datetime.now(UTC))


@job(attempts=1)
def ring_back(brand: str, ticket: str, staff: str) -> None:
    """Have the agent who took up a callback, and then the customer, rung. Where that cannot be, it is told; the agent calls by
    hand."""
    with visible([UUID(brand)]):
        callback = callbacks.of_ticket(UUID(ticket))
        item, node = item_of(UUID(ticket)), node_for(UUID(staff))
    taken = item is not None and item.state == WorkItem.State.TAKEN and str(item.agent_id) == staff
    if callback is None or callback.reached_at is not None or not taken:
        return
    sent = {"brand": brand, "number": callback.phone, "staff": staff, "ticket": ticket, "person": ""}
    try:
        found = control.ask(settings.SECRET_KEY, node.control if node else "", "dial", **sent)
    except control.Silent:
        found = {"refused": "late"}
    if "refused" in found:
        with visible([UUID(brand)]):
            not_placed(callback, UUID(staff), found["refused"], datetime.now(UTC))


def _heard(row: Voicemail) -> str:
    kept = recordings.opened_message(row)
    said = hearing.transcribe([[kept.pcm(0, kept.seconds)[0]]], RATE, row.brand.language)
    return mask(" ".join(one.segment.text.strip() for one in said))[0]


def transcribe_later(brand: UUID, recording: UUID) -> None:
    """Have a recording written down once this transaction commits; one after the other: each takes a core."""
    later(transcribe, lock="speech.hear", once=f"voice.transcribe.{recording}", brand=str(brand), recording=str(recording))


@job(queue="bulk", attempts=1)
def transcribe(brand: str, recording: str) -> None:
    """What both sides say in a recording becomes words; run twice, it does nothing."""
    open_brand, state = [UUID(brand)], Transcript.State
    with visible(open_brand):
        rows = Recording.objects.select_related("brand").filter(id=recording, deleted_at=None)
        row = rows.filter(transcript__state__in=[state.AWAITED, state.RUNNING]).first()
    if row is None:
        return

    def goes_on(share: float) -> bool:
        with visible(open_brand):
            return transcript_goes_on(row.id, share, datetime.now(UTC))

    made, lines = state.DEAF, []
    if hearing.available() and goes_on(0):
        try:
            lines, made = transcripts.written(recordings.opened(row), row.brand.language, goes_on) or [], state.MADE
        except (SpeechFailed, SealBroken, Unreadable, FileNotFoundError) as fault:
            log.warning("recording %s is not written down: %s", row.id, type(fault).__name__)
            made = state.FAILED
        finally:
            hearing.rest()
    with visible(open_brand):
        transcript_made(row.id, made, lines, datetime.now(UTC))
