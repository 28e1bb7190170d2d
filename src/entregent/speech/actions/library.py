"""Sounds that a brand gives: texts read aloud by somebody, music for those who wait."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.files import actions as files
from entregent.files.models import StoredFile
from entregent.speech.decoding import decoded
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Music, Recording
from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.prompts import digest, has_words
from entregent.speech.sound import fit, wav

LONGEST_PROMPT = 180.0
LONGEST_MUSIC = 900.0
"""Seconds."""
MOST_MUSIC = 20


def record(brand: UUID, language: str, text: str, data: bytes, *, now: datetime, by: Staff) -> Recording:
    """Keep a recording of a text, at 8 kHz, silence off both ends, at the loudness of all prompts; one before it is put
    aside. Raises SpeechRefused: ``text``, ``sound``; FileRefused, StorageFull."""
    text = text.strip()
    if not has_words(text, language):
        raise SpeechRefused("text", "Write the text that is read.")
    sound = _read(data, LONGEST_PROMPT)
    with transaction.atomic():
        name = digest(text, language)
        Recording.objects.filter(brand=brand, language=language, digest=name, removed_at=None).update(removed_at=now)
        row = Recording.objects.create(
            brand_id=brand, language=language, text=text, digest=name, sound=_stored(brand, "prompt.wav", sound, now),
            seconds=sound.seconds, by=by, at=now,
        )  # fmt: skip
        note_change(row, created=True, changed={}, brand_id=brand, now=now, by=by)
    return row


@transaction.atomic
def remove_recording(row: Recording, *, now: datetime, by: Staff) -> None:
    """Put it aside: an engine says the text again; ``restore_recording`` takes it back."""
    if Recording.objects.filter(id=row.id, removed_at=None).update(removed_at=now):
        note_change(row, created=False, changed={"removed": (False, True)}, brand_id=row.brand_id, now=now, by=by)


@transaction.atomic
def restore_recording(row: Recording, *, now: datetime, by: Staff) -> None:
    """Take it back. Raises SpeechRefused: ``there``, when the text was recorded anew meanwhile."""
    try:
        with transaction.atomic():
            back = Recording.objects.filter(id=row.id).exclude(removed_at=None).update(removed_at=None)
    except IntegrityError as error:
        raise SpeechRefused("there", "It was replaced meanwhile.") from error
    if back:
        note_change(row, created=False, changed={"removed": (True, False)}, brand_id=row.brand_id, now=now, by=by)


def add_music(brand: UUID, name: str, data: bytes, *, now: datetime, by: Staff) -> Music:
    """One more piece for those who wait. Raises SpeechRefused: ``sound``, ``many``; FileRefused, StorageFull."""
    sound = _read(data, LONGEST_MUSIC)
    with transaction.atomic():
        if Music.objects.filter(brand=brand, removed_at=None).count() >= MOST_MUSIC:
            raise SpeechRefused("many", f"A brand has {MOST_MUSIC} pieces at most.")
        row = Music.objects.create(
            brand_id=brand, name=" ".join(name.split())[:120] or "music", sound=_stored(brand, "music.wav", sound, now),
            seconds=sound.seconds, at=now,
        )  # fmt: skip
        note_change(row, created=True, changed={}, brand_id=brand, now=now, by=by)
    return row


@transaction.atomic
def remove_music(row: Music, *, now: datetime, by: Staff) -> None:
    """Put it aside; ``restore_music`` takes it back."""
    if Music.objects.filter(id=row.id, removed_at=None).update(removed_at=now):
        note_change(row, created=False, changed={"removed": (False, True)}, brand_id=row.brand_id, now=now, by=by)


@transaction.atomic
def restore_music(row: Music, *, now: datetime, by: Staff) -> None:
    """Take it back."""
    if Music.objects.filter(id=row.id).exclude(removed_at=None).update(removed_at=None):
        note_change(row, created=False, changed={"removed": (True, False)}, brand_id=row.brand_id, now=now, by=by)


def _read(data: bytes, longest: float) -> Sound:
    try:
        sound = fit(decoded(data, longest))
    except SpeechFailed as error:
        raise SpeechRefused("sound", str(error)) from error
    if not len(sound.samples):
        raise SpeechRefused("sound", "nothing but silence")
    return sound


def _stored(brand: UUID, name: str, sound: Sound, now: datetime) -> StoredFile:
    return files.store(brand, name, "audio/wav", wav(sound), now)
