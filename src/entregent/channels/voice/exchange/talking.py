"""An agent and a caller talk; the agent's orders are carried out, as changes of who hears whom."""

from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Gone, HungUp, Order, Released, Signal, StationGone, StationUp, Taken
from entregent.tickets import actions as tickets

STATION_COMES = 10.0
"""Seconds for which the telephone of an agent who took a call is waited for."""
STATION_COMES_BACK = 8.0
"""The same in the middle of a call: a page is loaded anew, a network is changed."""


@dataclass
class _Talk:
    """Who talks, and how."""

    staff: UUID
    leg: str
    held: bool = False
    muted: bool = False


async def talk(desk: Desk, call: LiveCall, staff: UUID) -> str:
    """Until the caller is to wait again; return the words with which they do. Raises Gone."""
    while True:
        leg = desk.stations.leg_of(staff) or await _comes(desk, call, staff, STATION_COMES)
        if leg is None:
            return await _give_back(desk, call, staff, "vanished")
        talk = _Talk(staff, leg)
        call.staff = staff
        _route(desk, call, talk)
        desk.ledger.write(call.id, call.brand, actions.answered, call.id, staff, desk.now())
        try:
            after = await _until_left(desk, call, talk)
        finally:
            desk.media.hear({talk.leg: ()})
            desk.stations.done_with(talk.staff)
            call.staff = None
        if isinstance(after, Taken):
            desk.ledger.write(call.id, call.brand, actions.leave, call.id, staff, "transferred", desk.now())
            staff = after.staff
        elif isinstance(after, Released):
            desk.ledger.write(call.id, call.brand, actions.leave, call.id, staff, "released", desk.now())
            return ""
        else:
            desk.ledger.write(call.id, call.brand, actions.leave, call.id, staff, "vanished", desk.now())
            return await _give_back(desk, call, staff, "vanished")


def _route(desk: Desk, call: LiveCall, talk: _Talk) -> None:
    if talk.held:
        desk.media.hear({call.leg: (), talk.leg: ()})
        desk.media.play(call.leg, desk.music(call.brand), loop=True)
    else:
        desk.media.stop_playing(call.leg)
        desk.media.hear({call.leg: () if talk.muted else (talk.leg,), talk.leg: (call.leg,)})


async def _until_left(desk: Desk, call: LiveCall, talk: _Talk) -> Signal:
    """What took the agent away."""
    while True:
        signal = await call.next()
        match signal:
            case Taken(staff) if staff != talk.staff:
                return signal
            case Released():
                return signal
            case StationGone(staff) if staff == talk.staff:
                if not await _comes_back(desk, call, talk):
                    return signal
            case HungUp(staff) if staff == talk.staff:
                raise Gone("staff")
            case StationUp(staff) if staff == talk.staff:  # in another page: the earlier one was closed
                talk.leg = desk.stations.leg_of(staff) or talk.leg
                _route(desk, call, talk)
            case Order() as order:
                _obey(desk, call, talk, order)


def _obey(desk: Desk, call: LiveCall, talk: _Talk, order: Order) -> None:
    """Do what was ordered, and write it down. Raises Gone when it is to hang up."""
    if order.staff != talk.staff:
        order.answer("not_yours")
        return
    now = desk.now()
    match order.what:
        case "hold" | "resume":
            if talk.held != (order.what == "hold"):
                talk.held = order.what == "hold"
                _route(desk, call, talk)
                act = actions.held if talk.held else actions.resumed
                desk.ledger.write(call.id, call.brand, act, call.id, talk.staff, now)
        case "mute" | "unmute":
            if talk.muted != (order.what == "mute"):
                talk.muted = order.what == "mute"
                _route(desk, call, talk)
                act = actions.muted if talk.muted else actions.unmuted
                desk.ledger.write(call.id, call.brand, act, call.id, talk.staff, now)
        case "keys":
            desk.media.dial(call.leg, str(order.more.get("digits", ""))[:32])
        case "hang_up":
            order.answer()
            raise Gone("staff")
        case _:
            order.answer("unknown")
            return
    order.answer()


async def _comes(desk: Desk, call: LiveCall, staff: UUID, seconds: float) -> str | None:
    """The telephone of an agent, once it is up."""
    until = desk.clock() + seconds
    while (left := until - desk.clock()) > 0:
        match await call.next(left):
            case StationUp(came) if came == staff:
                return desk.stations.leg_of(staff)
            case Order(what="hang_up") as order if order.staff == staff:
                order.answer()
                raise Gone("staff")
            case Order() as order:
                order.answer("busy")
    return desk.stations.leg_of(staff)


async def _comes_back(desk: Desk, call: LiveCall, talk: _Talk) -> bool:
    files = await desk.voices.files(call.brand, call.language, [phrase("moment", call.language)])
    desk.media.play(call.leg, [*files, *desk.music(call.brand)])
    leg = await _comes(desk, call, talk.staff, STATION_COMES_BACK)
    if leg is None:
        return False
    talk.leg = leg
    _route(desk, call, talk)
    return True


async def _give_back(desk: Desk, call: LiveCall, staff: UUID, why: str) -> str:
    """The caller waits again, with the age that they had: the first of all those as urgent."""
    await desk.ledger.ask(call.brand, tickets.release, call.ticket, now=desk.now(), actor="system:voice")
    return phrase("sorry", call.language) if why == "vanished" else ""
