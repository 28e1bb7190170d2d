"""Where recordings lie, how they are read and how they go."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from entregent.channels.voice.models import Recording, Voicemail
from entregent.channels.voice.sealing import unseal_key
from entregent.telephony.media import recorded


def file_of(brand: UUID, recording: UUID) -> str:
    """The name of a file, under the folder of recordings."""
    return f"{brand}/{recording}.rec"


def ready(file: str) -> str:
    """Where to write it; nobody but these processes may look in there. Raises OSError."""
    place = Path(settings.RECORDINGS) / file
    for folder in (Path(settings.RECORDINGS), place.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(place)


def opened(row: Recording) -> recorded.Recording:
    """A recording that was not deleted. Raises FileNotFoundError where its file is not on this machine, SealBroken and
    Unreadable for a key that is not of this installation, or of this file."""
    return recorded.Recording(str(Path(settings.RECORDINGS) / row.file), unseal_key(row.key))


def opened_message(row: Voicemail) -> recorded.Recording:
    """The same of a message that a caller left."""
    return recorded.Recording(str(Path(settings.RECORDINGS) / file_of(row.brand_id, row.id)), unseal_key(row.key))


def remove(file: str) -> None:
    """Delete it, every part of it; twice is once."""
    for part in recorded.parts(str(Path(settings.RECORDINGS) / file)):
        part.unlink(missing_ok=True)
