"""The clock of what is kept of calls, and messages written down."""

from datetime import UTC, datetime
from uuid import UUID

from entregent.brands.scope import every_brand, visible
from entregent.channels.voice import recordings
from entregent.channels.voice.actions import expire, expire_messages, message_heard
from entregent.channels.voice.models import Voicemail
from entregent.jobs.app import job
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


def _heard(row: Voicemail) -> str:
    kept = recordings.opened_message(row)
    said = hearing.transcribe([[kept.pcm(0, kept.seconds)[0]]], RATE, row.brand.language)
    return " ".join(one.segment.text.strip() for one in said)
