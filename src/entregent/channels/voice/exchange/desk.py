"""What every call needs at hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from entregent.channels.voice.exchange.calls import Calls
from entregent.channels.voice.exchange.ledger import Ledger
from entregent.channels.voice.exchange.stations import Stations
from entregent.channels.voice.exchange.voices import Voices
from entregent.telephony.media.client import Media


@dataclass(frozen=True)
class Desk:
    """The calls, the sound, the books, the voices, the telephones of the house, the clocks (``clock`` in seconds)."""

    node: UUID
    calls: Calls
    media: Media
    ledger: Ledger
    voices: Voices
    stations: Stations
    music: Callable[[UUID], list[str]]
    now: Callable[[], datetime]
    clock: Callable[[], float] = time.monotonic
