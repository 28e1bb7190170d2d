"""A question that the caller may answer by voice: what they say cuts it, becomes words, and keys answer all the same."""

import logging
import time
from dataclasses import dataclass
from itertools import count

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Order, Played, Pressed, Speaks, Spoken
from entregent.channels.voice.exchange.speaking import speak
from entregent.scenarios.medium import Answer, Ask
from entregent.scenarios.tree.phrases import INTERRUPTS, NO, YES, own

log = logging.getLogger(__name__)
_marks = count(1)
FIRST_WORD = 7.0
"""Seconds for which an answer is waited for once the question was said."""
SAID = 180.0
"""Seconds after which what should have been said is taken for said."""
LONGEST = 32.0
"""Seconds that somebody who has begun to speak may take."""
PAUSE, PAUSE_OF_A_CHOICE = 0.9, 0.45
"""Seconds of silence that end an answer: whoever dictates a number breathes."""
MOST_WORDLESS = 3
"""Noises and mumbles for one question; then it counts as silence."""
MOST_MISHEARD = 2
"""Answers by voice in a row that nothing was made of; then keys are asked for."""


async def present(desk: Desk, call: LiveCall, brand: str) -> None:
    """Say first that a machine answers, to its end: article 50 of Regulation (EU) 2024/1689. Raises Gone."""
    await speak(desk, call, [phrase("assistant", call.language, brand=brand)], cut_by="")
    if call.id is not None:
        desk.ledger.write(call.id, call.brand, actions.presented, call.id, desk.now())


async def converse(desk: Desk, call: LiveCall, asks: Ask, texts: list[str]) -> Answer | Pressed | None:
    """Say these words and what they ask; give what was answered first: words, a key, None for silence. Where nobody can hear,
    the caller is spoken to no more (``call.spoken_to``). Raises Gone."""
    question = _Question(desk, call, await desk.voices.files(call.brand, call.language, texts))
    desk.media.listen(call.leg, True, pause=PAUSE_OF_A_CHOICE if asks.options else PAUSE)
    try:
        return await _answered(question, asks)
    finally:
        desk.media.listen(call.leg, False)
        desk.media.stop_playing(call.leg)


@dataclass
class _Question:
    """What is said, whether it still is, and until when its answer is waited for."""

    desk: Desk
    call: LiveCall
    files: list[str]
    mark: str = ""
    playing: bool = False
    cut: bool = False
    until: float = 0.0

    def say(self) -> None:
        self.mark, self.playing, self.cut = f"asked:{next(_marks)}", True, False
        self.desk.media.play(self.call.leg, self.files or ["silence:100"], mark=self.mark)
        self.wait(SAID)

    def stop(self) -> None:
        if self.playing:
            self.desk.media.stop_playing(self.call.leg)
            self.playing, self.cut = False, True

    def wait(self, seconds: float) -> None:
        self.until = self.desk.clock() + seconds


async def _answered(question: _Question, asks: Ask) -> Answer | Pressed | None:
    question.say()
    wordless = 0
    while (left := question.until - question.desk.clock()) > 0:
        match await question.call.next(left):
            case Played(mark=ended, complete=True) if ended == question.mark:
                question.playing = False
                question.wait(FIRST_WORD)
            case Pressed() as key:
                return key
            case Speaks() if wordless < MOST_WORDLESS - 1:  # a noisy place cuts what is said once or twice, not for ever
                question.stop()
                question.wait(LONGEST)
            case Spoken(pcm=pcm):
                answer = await _words(question.desk, question.call, asks, pcm)
                if answer is None or answer.text:
                    return answer
                wordless += 1
                if wordless >= MOST_WORDLESS:
                    return None
                if question.cut:  # by nothing: it is said again
                    question.say()
                elif not question.playing:
                    question.wait(FIRST_WORD)
            case Order() as order:
                order.answer("busy")
    return None


async def _words(desk: Desk, call: LiveCall, asks: Ask, pcm: bytes) -> Answer | None:
    """What was said, in words; none of them: a noise. None where nobody could listen."""
    began = time.monotonic()
    heard = await desk.ears.hear(pcm, call.language, expected(asks, call.language))
    took = round(1000 * (time.monotonic() - began))
    if heard is None:
        log.warning("a caller could not be heard after %s ms: keys are asked for", took)
        call.spoken_to, call.misheard = False, MOST_MISHEARD
        return None
    if call.id is not None:
        seconds = round(len(pcm) / 16_000, 1)
        desk.ledger.write(
            call.id, call.brand, actions.heard, call.id, heard.confidence if heard.text else 0.0, seconds, took, desk.now()
        )
    return Answer(heard.text.rstrip("."), confidence=heard.confidence)


def expected(asks: Ask, language: str) -> list[str]:
    """What an ear may lean on: what is offered, alone, as anything else beside it makes it hear worse; else how one agrees, and
    how one asks for somebody."""
    mine = own(language)
    free = INTERRUPTS[mine]["agent"][2], NO[mine][0], YES[mine][0]
    return [option.label for option in asks.options] or [one.capitalize() for one in free]
