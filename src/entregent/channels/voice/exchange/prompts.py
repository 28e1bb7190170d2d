"""The sounds of the house: words in its brands' voices, their music."""

from entregent.channels.voice.exchange.voices import Sounds
from entregent.speech.at_hand import AtHand

_AT_HAND = AtHand()
SOUNDS = Sounds(_AT_HAND.say, _AT_HAND.music)
