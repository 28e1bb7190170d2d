"""A caller who waits asks to be called back without losing their place: on which number, confirmed by a key."""

from collections.abc import Sequence
from itertools import count
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Order, Played, Pressed, Taken
from entregent.channels.voice.exchange.speaking import speak
from entregent.kernel.handles import Handle, Kind, display
from entregent.telephony.sip.stack import Unreachable

CONFIRMS, OTHER = "1", "2"
FIRST_KEY, NEXT_KEY = 8.0, 4.0
"""Seconds for which a key is waited for once something was said, and after another."""
MOST_DIGITS = 16
TRIES = 3
_marks = count(1)


class TakenMeanwhile(Exception):
    """An agent has the call in hand."""

    def __init__(self, staff: UUID) -> None:
        super().__init__(staff)
        self.staff = staff


def callable_as(desk: Desk, call: LiveCall, number: str) -> str:
    """The number in E.164 if the house calls it; "" where it does not."""
    try:
        return desk.outside.way(call.brand, number)[1]
    except (Unreachable, ValueError):
        return ""


async def keep_place(desk: Desk, call: LiveCall) -> bool:
    """Whether they are to be called back; else they wait on. Raises Gone, TakenMeanwhile."""
    number = await _confirmed(desk, call)
    if not number:
        return False
    kept = await desk.ledger.ask(call.brand, actions.keep_place, call.id, number, desk.now())
    if kept == "taken":  # by an agent, in this very instant
        return False
    await speak(desk, call, [phrase(f"callback_{kept}", call.language)], cut_by="")
    if kept == "kept":
        await speak(desk, call, [phrase("goodbye", call.language)], cut_by="")
    return kept == "kept"


async def say(desk: Desk, call: LiveCall, texts: Sequence[str]) -> None:
    """Say this to somebody who waits still. Raises Gone, TakenMeanwhile."""
    await _asked(desk, call, texts, 0)


async def _confirmed(desk: Desk, call: LiveCall) -> str:
    number = callable_as(desk, call, call.caller)
    for _ in range(TRIES):
        if not number:
            typed = await _asked(desk, call, [phrase("callback_type", call.language)], MOST_DIGITS)
            number = callable_as(desk, call, typed)
            if not number:
                await say(desk, call, [phrase("callback_refused", call.language)])
                continue
        told = display(Handle(Kind.PHONE, number), "FR" if call.language == "fr" else "GB")
        said = phrase("callback_number", call.language, number=told, yes=CONFIRMS, other=OTHER)
        match await _asked(desk, call, [said], 1):
            case "1":
                return number
            case "2":
                number = ""
            case "":
                return ""
    return ""


async def _asked(desk: Desk, call: LiveCall, texts: Sequence[str], most: int) -> str:
    """Say this, and take as many keys, ended by ``#`` or a pause; none are waited for where ``most`` is 0."""
    files = await desk.voices.files(call.brand, call.language, texts)
    mark, pressed, said = f"place:{next(_marks)}", "", False
    desk.media.play(call.leg, files, mark=mark)
    until = None
    while True:
        left = None if until is None else max(0.0, until - desk.clock())
        match await call.next(60.0 if left is None else left):
            case None:
                return pressed
            case Taken(staff):
                raise TakenMeanwhile(staff)
            case Played(mark=ended) if ended == mark:
                if most == 0:
                    return ""
                said, until = True, until or desk.clock() + FIRST_KEY
            case Pressed("#"):
                return pressed
            case Pressed(digit) if most:
                if not said:
                    desk.media.stop_playing(call.leg)
                pressed, until = pressed + digit, desk.clock() + NEXT_KEY
                if len(pressed) >= most:
                    return pressed
            case Order() as order:
                order.answer("busy")
