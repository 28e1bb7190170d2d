"""A brand's voice, its speed, its own words."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.speech import engines
from entregent.speech.actions.preparing import stale
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Music, Prompt, Pronunciation, Recording, Speaking
from entregent.speech.prompts import SPEEDS

KEPT = timedelta(days=30)
"""How long what was put aside can be taken back."""
TRIED = timedelta(days=1)
"""How long a text that was tried is kept."""


@transaction.atomic
def save_voice(brand: UUID, language: str, voice: str, speed: float, *, now: datetime, by: Staff) -> Speaking:
    """Choose a voice (``engine/voice``, empty: the best) and a speed. Raises SpeechRefused: ``voice``, ``speed``."""
    if voice and voice not in engines.choices(language):
        raise SpeechRefused("voice", "There is no such voice here.")
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise SpeechRefused("speed", f"A speed is between {SPEEDS[0]} and {SPEEDS[1]}.")
    row, created = Speaking.objects.get_or_create(brand_id=brand, language=language)
    changed = {
        name: (getattr(row, name), value) for name, value in (("voice", voice), ("speed", speed)) if getattr(row, name) != value
    }
    row.voice, row.speed = voice, speed
    row.save()
    note_change(row, created=created, changed=changed, brand_id=brand, now=now, by=by)
    if changed:
        stale(brand, language)
    return row


@transaction.atomic
def add_word(brand: UUID, language: str, written: str, said: str, *, now: datetime, by: Staff) -> Pronunciation:
    """How a word is said; said again, the last one counts. Raises SpeechRefused: ``word``."""
    written, said = " ".join(written.split())[:80], " ".join(said.split())[:120]
    if not written or not any(map(str.isalpha, said)):
        raise SpeechRefused("word", "Write the word, and how it is said.")
    row, created = Pronunciation.objects.get_or_create(
        brand_id=brand, language=language, written=written, removed_at=None, defaults={"said": said}
    )
    changed = {} if created or row.said == said else {"said": (row.said, said)}
    if changed:
        Pronunciation.objects.filter(id=row.id).update(said=said)
    note_change(row, created=created, changed=changed, brand_id=brand, now=now, by=by)
    stale(brand, language)
    return row


@transaction.atomic
def remove_word(row: Pronunciation, *, now: datetime, by: Staff) -> None:
    """Put it aside; ``restore_word`` takes it back."""
    if Pronunciation.objects.filter(id=row.id, removed_at=None).update(removed_at=now):
        note_change(row, created=False, changed={"removed": (False, True)}, brand_id=row.brand_id, now=now, by=by)
        stale(row.brand_id, row.language)


@transaction.atomic
def restore_word(row: Pronunciation, *, now: datetime, by: Staff) -> None:
    """Take it back. Raises SpeechRefused: ``there``, when the word has another way of being said by now."""
    try:
        with transaction.atomic():
            back = Pronunciation.objects.filter(id=row.id).exclude(removed_at=None).update(removed_at=None)
    except IntegrityError as error:
        raise SpeechRefused("there", "It was replaced meanwhile.") from error
    if back:
        note_change(row, created=False, changed={"removed": (True, False)}, brand_id=row.brand_id, now=now, by=by)
        stale(row.brand_id, row.language)


def sweep(now: datetime) -> None:
    """What was put aside long ago goes for good."""
    for model in (Pronunciation, Recording, Music):
        model.objects.filter(removed_at__lt=now - KEPT).delete()
    Prompt.objects.filter(tried=True, asked_at__lt=now - TRIED).delete()
