"""A caller waits for an agent: music, their place, a word now and then, other ways."""

from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.actions import Elsewhere, Manners
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.offers import Offers
from entregent.channels.voice.exchange.phrases import phrase, standing
from entregent.channels.voice.exchange.signals import Order, Played, Pressed, Taken
from entregent.routing.queries import Place, place_of

WAITING = "waiting"


async def wait(desk: Desk, call: LiveCall, ticket: UUID, manners: Manners, first_words: str = "") -> UUID | Elsewhere:
    """Until an agent has the call in hand, or it cannot wait any more: return who, or where it goes. Raises Gone; Done where
    the caller went on by another way."""
    words = [first_words] if first_words else []
    place: Place | None = await desk.ledger.ask(call.brand, place_of, ticket, desk.now())
    told, since = None, desk.clock()
    offers = Offers(desk, call, manners)
    while True:
        if place is not None and place.waits:
            words.append(standing(place.place, place.wait, call.language))
            words += offers.words(place)
            told = place.place
        await _play(desk, call, words)
        until = since + manners.longest if manners.longest else None
        staff = await _music(desk, call, offers, until)
        if staff is not None:
            return staff
        if until is not None and desk.clock() >= until:
            gone = await desk.ledger.ask(call.brand, actions.waited_too_long, call.id, desk.now())
            if isinstance(gone, Elsewhere):
                return gone
            since = desk.clock()
            manners = offers.manners = await desk.ledger.ask(call.brand, actions.manners_of, gone) if gone else offers.patient()
        place = await desk.ledger.ask(call.brand, place_of, ticket, desk.now())
        words = [phrase("wait", call.language)] if place is not None and place.place == told else []


async def _play(desk: Desk, call: LiveCall, words: list[str]) -> None:
    files = await desk.voices.files(call.brand, call.language, words)
    call.music = True
    if files:
        desk.media.play(call.leg, files, mark=WAITING)
    else:
        desk.media.play(call.leg, desk.music(call.brand), loop=True)


async def _music(desk: Desk, call: LiveCall, offers: Offers, latest: float | None) -> UUID | None:
    """Who took the call; None when it is time for a word, or (``latest``) to go."""
    until = desk.clock() + offers.manners.word_every
    until = until if latest is None else min(until, latest)
    while (left := until - desk.clock()) > 0:
        match await call.next(left):
            case Taken(staff):
                return staff
            case Played(mark=ended, complete=True) if ended == WAITING:
                desk.media.play(call.leg, desk.music(call.brand), loop=True)
            case Pressed(digit) if call.tape is not None and call.tape.refused_by(digit):
                await _play(desk, call, [call.tape.understood(call.language)])
            case Pressed(digit):
                if (taken := await offers.pressed(digit)) is not None:
                    return taken
            case Order() as order:
                order.answer("busy")
    return None
