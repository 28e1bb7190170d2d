"""A caller waits for an agent: music, their place, and a word now and then."""

from uuid import UUID

from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase, standing
from entregent.channels.voice.exchange.signals import Order, Played, Pressed, Taken
from entregent.routing.queries import Place, place_of

A_WORD_EVERY = 30.0
"""Seconds of music between two words."""
WAITING = "waiting"


async def wait(desk: Desk, call: LiveCall, ticket: UUID, first_words: str = "") -> UUID:
    """Until an agent has the call in hand; return who. Raises Gone."""
    words = [first_words] if first_words else []
    place: Place | None = await desk.ledger.ask(call.brand, place_of, ticket, desk.now())
    told = None
    while True:
        if place is not None and place.waits:
            words.append(standing(place.place, place.wait, call.language))
            told = place.place
        await _play(desk, call, words)
        staff = await _music(desk, call)
        if staff is not None:
            return staff
        place = await desk.ledger.ask(call.brand, place_of, ticket, desk.now())
        words = [phrase("wait", call.language)] if place is not None and place.place == told else []


async def _play(desk: Desk, call: LiveCall, words: list[str]) -> None:
    files = await desk.voices.files(call.brand, call.language, words)
    call.music = True
    desk.media.play(call.leg, [*files, *desk.music(call.brand)], loop=False, mark=WAITING)


async def _music(desk: Desk, call: LiveCall) -> UUID | None:
    """Who took the call; None when it is time for a word."""
    until = desk.clock() + A_WORD_EVERY
    while (left := until - desk.clock()) > 0:
        match await call.next(left):
            case Taken(staff):
                return staff
            case Played(mark=ended) if ended == WAITING:
                desk.media.play(call.leg, desk.music(call.brand), loop=True)
            case Pressed(digit) if call.tape is not None and call.tape.refused_by(digit):
                await _play(desk, call, [call.tape.understood(call.language)])
            case Order() as order:
                order.answer("busy")
    return None
