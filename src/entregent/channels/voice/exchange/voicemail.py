"""A caller leaves a message: they are told, a tone, and what they say is kept."""

import asyncio
import secrets
from uuid import UUID

from entregent.channels.voice import actions, recordings
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Gone, Order, Pressed, Speaks, Spoken, Unkept
from entregent.channels.voice.exchange.speaking import hear_out, speak
from entregent.channels.voice.sealing import seal_key
from entregent.kernel.ids import uuid7
from entregent.telephony.media.g711 import SECOND
from entregent.telephony.media.listening import LONGEST

BEEP = "tone:beep"
ENDS = "#"
FIRST_WORD = 8.0
"""Seconds for which somebody who says nothing is listened to."""
SILENCE = 4.0
"""Seconds of silence that end a message."""
UNCUT = LONGEST / SECOND - 1
"""Seconds: what is said without a pause comes in pieces of about that, which end nothing."""


async def leave_message(desk: Desk, call: LiveCall, queue: UUID, longest: int, words: str = "") -> None:
    """Until they have spoken; ``queue``: of which request it is to be, where there is none yet; ``longest`` in seconds. Raises
    Gone, once what they said is kept."""
    await speak(desk, call, [words or phrase("leave_message", call.language)], cut_by=ENDS)
    await hear_out(desk, call, [BEEP])
    id, key = uuid7(), secrets.token_bytes(32)
    path = await asyncio.to_thread(recordings.ready, recordings.file_of(call.brand, id))
    await desk.media.record(str(id), path, key, (call.leg,), (call.leg,))
    call.message = id
    desk.ledger.write(call.id, call.brand, actions.message_begun, call.id, id, queue, seal_key(key), desk.now())
    desk.media.listen(call.leg, True, pause=SILENCE)
    gone = None
    try:
        why = await _spoken(desk, call, longest)
    except Gone as left:
        gone, why = left, "hung_up"
    desk.media.listen(call.leg, False)
    made = await desk.media.finish(str(id))
    call.message = None
    if call.spoke:
        desk.ledger.write(call.id, call.brand, actions.message_left, call.id, id, why, made.seconds, desk.now())
    else:
        desk.ledger.write(call.id, call.brand, actions.message_empty, call.id, id)
    if gone is not None:
        raise gone
    told = "fault" if why == "disk" else "message_kept" if call.spoke else "message_empty"
    await speak(desk, call, [phrase(told, call.language), phrase("goodbye", call.language)], cut_by="")


async def _spoken(desk: Desk, call: LiveCall, longest: int) -> str:
    """What ended it: key, silence, longest or disk; ``call.spoke``: whether anything was said. Raises Gone."""
    call.spoke = False
    began = desk.clock()
    while (left := began + longest - desk.clock()) > 0:
        quiet = began + FIRST_WORD - desk.clock()
        if not call.spoke and quiet <= 0:
            return "silence"
        match await call.next(left if call.spoke else min(left, quiet)):
            case Speaks():
                call.spoke = True
            case Spoken(seconds) if seconds < UNCUT:
                return "silence"
            case Pressed(digit) if digit == ENDS:
                return "key"
            case Unkept():
                return "disk"
            case Order() as order:
                order.answer("busy")
    return "longest"
