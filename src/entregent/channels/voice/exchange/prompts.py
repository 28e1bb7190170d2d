"""The sounds of the house: words in its brands' voices, their music, and what tells speech in what callers say."""

from entregent.channels.voice.exchange.voices import Sounds
from entregent.speech import detector
from entregent.speech.at_hand import AtHand

_AT_HAND = AtHand()
SOUNDS = Sounds(_AT_HAND.say, _AT_HAND.music, "" if detector.missing() else "entregent.speech.detector:on_calls")
