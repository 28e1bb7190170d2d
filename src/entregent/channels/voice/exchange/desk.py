"""What every call needs at hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from entregent.channels.voice.exchange.calls import Calls
from entregent.channels.voice.exchange.handsets import Handset, Told
from entregent.channels.voice.exchange.ledger import Ledger
from entregent.channels.voice.exchange.outside import Outside
from entregent.channels.voice.exchange.stations import Stations
from entregent.channels.voice.exchange.voices import Voices
from entregent.speech.turns import Turns
from entregent.telephony.media.client import Media


@dataclass(frozen=True)
class Desk:
    """The calls, the sound, the books, the voices, the ears, the telephones of the house, the world outside, the clocks.

    ``handset`` makes a SIP telephone of an agent ready to ring; ``clock`` counts seconds.
    """

    node: UUID
    calls: Calls
    media: Media
    ledger: Ledger
    voices: Voices
    ears: Turns
    stations: Stations
    outside: Outside
    handset: Callable[[UUID, Told], Handset]
    music: Callable[[UUID], list[str]]
    now: Callable[[], datetime]
    clock: Callable[[], float] = time.monotonic
