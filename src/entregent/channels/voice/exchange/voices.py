"""From words to sound that can be played."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice.exchange.ledger import Ledger

Say = Callable[[UUID, str, str], str]
"""(brand, words, language) → path of a sound file; may take its time where the words were never said."""


@dataclass(frozen=True)
class Sounds:
    """Where sound comes from: words said, and what whoever waits hears (files, by brand). ``judge``: what tells speech in what
    comes back, as ``telephony.media.listening`` reads it; "": loudness."""

    say: Say
    music: Callable[[UUID], list[str]]
    judge: str = ""


class Voices:
    """Words said by the brand's voice."""

    def __init__(self, ledger: Ledger, say: Say) -> None:
        self._ledger, self._say = ledger, say

    async def files(self, brand: UUID, language: str, texts: Sequence[str]) -> list[str]:
        """A sound file for each of these words, in their order."""
        said = (self._ledger.off(self._say, brand, words, language) for words in texts if words.strip())
        return list(await asyncio.gather(*said))
