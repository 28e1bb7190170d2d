"""Saying something to a caller, who may cut it with a key."""

import logging
from collections.abc import Sequence
from itertools import count

from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Gone, Order, Played, Pressed

log = logging.getLogger(__name__)
_marks = count(1)
ANY_KEY = "0123456789*#ABCD"
LONGEST = 180.0
"""Seconds after which something that should have been said is taken for said."""


async def speak(desk: Desk, call: LiveCall, texts: Sequence[str], *, cut_by: str = ANY_KEY) -> str:
    """Say these words to their end; return the key that cut them, one of ``cut_by``, "" when none did. What is ordered
    meanwhile is refused: there is nobody of the house in the call. Raises Gone."""
    files = await desk.voices.files(call.brand, call.language, texts)
    return await hear_out(desk, call, files, cut_by=cut_by) if files else ""


async def hear_out(desk: Desk, call: LiveCall, files: Sequence[str], *, cut_by: str = "") -> str:
    """The same for sounds."""
    mark = f"said:{next(_marks)}"
    desk.media.play(call.leg, files, mark=mark)
    while True:
        match await call.next(LONGEST):
            case None:
                return ""
            case Played(mark=ended) if ended == mark:
                return ""
            case Pressed(digit) if digit in cut_by:
                desk.media.stop_playing(call.leg)
                return digit
            case Order() as order:
                order.answer("busy")


async def part(desk: Desk, call: LiveCall, name: str) -> None:
    """Say one sentence of our own before the call ends: a fault, the house that stops. Never raises."""
    try:
        await speak(desk, call, [phrase(name, call.language)], cut_by="")
    except Gone:
        return
    except Exception:
        log.exception("nothing could be said of it")
