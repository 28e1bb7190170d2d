"""The sounds of the house: words in its voices, its music."""

from uuid import UUID

from entregent.channels.voice.exchange.voices import Sounds
from entregent.speech import prompts


def _say(brand: UUID, words: str, language: str) -> str:
    return str(prompts.say(words, language))


def _music(brand: UUID) -> list[str]:
    return ["tone:ringback"]


SOUNDS = Sounds(_say, _music)
