"""The clock of what is kept of calls, and messages written down."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from entregent.brands.scope import every_brand, visible
from entregent.callbacks import queries as callbacks
from entregent.channels.voice import control, recordings
from entregent.channels.voice.actions import expire, expire_messages, message_heard, not_placed
from entregent.channels.voice.models import Voicemail
from entregent.channels.voice.queries import node_for
from entregent.jobs.app import job
from entregent.routing.models import WorkItem
from entregent.routing.queries import item_of
from entregent.speech import hearing
from entregent.telephony.media.g711 import RATE


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
def write_down(brand: str, message: str) -> None:
    """What a caller said becomes words beside their message. Raises SpeechFailed, FileNotFoundError, SealBroken."""
    with visible([UUID(brand)]):
        row = Voicemail.objects.select_related("brand").filter(id=message, state=Voicemail.Text.AWAITED).exclude(key="").first()
    if row is None:
        return
    words = _heard(row) if hearing.available() else None
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
    return " ".join(one.segment.text.strip() for one in said)
