"""Agents and a caller talk, until the caller is to wait again or the call is over."""

from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.hearing import TALKING, Part
from entregent.channels.voice.exchange.inviting import RINGS, call_to, dismiss, expire, somebody_outside
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.orders import NOTICE, give_to, obey
from entregent.channels.voice.exchange.passing import pass_on, passed
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import (
    Gone,
    HungUp,
    Order,
    Outside,
    Played,
    Pressed,
    Refers,
    Released,
    Signal,
    StationGone,
    StationUp,
    Taken,
    Time,
)
from entregent.channels.voice.exchange.talk import Somebody, Talk
from entregent.channels.voice.exchange.tape import Tape
from entregent.tickets import actions as tickets

STATION_COMES = 10.0
"""Seconds for which the telephone of an agent who took a call is waited for."""
STATION_COMES_BACK = 8.0
"""The same in the middle of a call: a page is loaded anew, a network is changed."""


class Waits(Exception):
    """The caller is to wait again, after these words."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words


async def talk(desk: Desk, call: LiveCall, staff: UUID) -> str:
    """Until the caller is to wait again; return the words with which they do. Raises Gone."""
    talk = Talk(desk, call, staff)
    try:
        await _take_charge(talk, staff)
        while True:
            charge = talk.charge
            await _deal_with(talk, await call.next())
            if await passed(talk):
                await _give_back(talk)
            if talk.charge != charge:
                dismiss(talk)
    except Waits as again:
        _all_leave(talk)
        return again.words
    finally:
        talk.close()


async def go_on(talk: Talk) -> None:
    """A caller talks to somebody outside, until one of them hangs up. Raises Gone."""
    try:
        while True:
            await _deal_with(talk, await talk.call.next())
    finally:
        talk.close()


async def _take_charge(talk: Talk, staff: UUID) -> None:
    """An agent has the call in hand from now on. Raises Waits where their telephone never comes."""
    talk.charge = staff
    leg = talk.desk.stations.leg_of(staff)
    if leg is None:
        rings = await call_to(talk, staff, StationUp(staff))
        leg = await _comes(talk, staff, RINGS if rings else STATION_COMES)
    if talk.charge != staff:  # a colleague took it meanwhile
        return
    if leg is None:
        await _give_back(talk)
    talk.called.pop(staff, None)
    talk.held = False
    talk.add(Somebody(staff, Part.AGENT, leg))
    talk.write(actions.answered, staff)


async def _deal_with(talk: Talk, signal: Signal | None) -> None:
    match signal:
        case Taken(staff) if staff != talk.charge:
            await _taken_by(talk, staff)
        case Released() if talk.charge is not None:
            talk.write(actions.leave, talk.charge, "released")
            raise Waits
        case StationGone(staff) if staff in talk.people:
            await _station_gone(talk, staff)
        case StationUp(staff) if staff in talk.people:  # in another page: the earlier one was closed
            talk.people[staff].leg = talk.desk.stations.leg_of(staff) or talk.people[staff].leg
            talk.route()
        case Refers() as refers:
            await pass_on(talk, refers)
        case HungUp(staff) if talk.passing is not None and staff == talk.charge:
            talk.drop(staff)
        case HungUp(staff) if staff in talk.people:
            await _leave(talk, staff, "hung_up")
        case Pressed(digit) if talk.call.tape is not None and talk.call.tape.refused_by(digit):
            await _understood(talk, talk.call.tape)
        case Played(mark=mark, complete=True) if mark == NOTICE and talk.charge is not None and talk.call.tape is not None:
            talk.call.tape.begin(talk.charge)
        case Outside():
            await somebody_outside(talk, signal)
            _still_somebody(talk)
        case Time():
            expire(talk, signal)
        case Order() as order:
            await obey(talk, order)
            _still_somebody(talk)


async def _understood(talk: Talk, tape: Tape) -> None:
    call, desk = talk.call, talk.desk
    files = await desk.voices.files(call.brand, call.language, [tape.understood(call.language)])
    desk.media.play(call.leg, [*files, *desk.music(call.brand)] if call.music else files)


async def _taken_by(talk: Talk, staff: UUID) -> None:
    """A colleague has the request now: they were in the call already, or come into it."""
    before = talk.charge
    if staff in talk.people:
        talk.people[staff].part, talk.charge, talk.held = Part.AGENT, staff, False
        talk.write(actions.hand_over, before, staff, "attended")
        if before is not None:
            talk.drop(before)
        talk.route()
        return
    if before is not None:
        talk.write(actions.hand_over, before, staff, "blind")
        talk.drop(before)
    await _take_charge(talk, staff)


async def _leave(talk: Talk, staff: UUID, why: str) -> None:
    """Somebody of the house leaves. Where they had it in hand a colleague who is there goes on; nobody: the call is over."""
    if staff != talk.charge:
        talk.drop(staff)
        talk.write(actions.leave, staff, why)
        return
    colleague = next(iter(talk.those(Part.JOINED)), None)
    if colleague is None:
        raise Gone("staff")
    await give_to(talk, colleague)


def _all_leave(talk: Talk) -> None:
    """The caller waits again: whoever listened, or had joined, is in no call any more."""
    for one in talk.people.values():
        talk.write(actions.leave if one.end is None else actions.leave_outside, one.id, "released")


def _still_somebody(talk: Talk) -> None:
    if talk.passing is None and not talk.those(*TALKING):
        raise Gone("staff" if talk.charge else "system")


async def _station_gone(talk: Talk, staff: UUID) -> None:
    if staff != talk.charge:
        talk.drop(staff)
        talk.write(actions.leave, staff, "vanished")
        return
    call, desk = talk.call, talk.desk
    if not talk.held:
        files = await desk.voices.files(call.brand, call.language, [phrase("moment", call.language)])
        desk.media.play(call.leg, [*files, *desk.music(call.brand)])
    leg = await _comes(talk, staff, STATION_COMES_BACK)
    if talk.charge != staff:
        return
    if leg is not None:
        call.music = True  # what is played now is to end
        talk.people[staff].leg = leg
        talk.route()
        return
    talk.write(actions.leave, staff, "vanished")
    await _give_back(talk)


async def _comes(talk: Talk, staff: UUID, seconds: float) -> str | None:
    """The telephone of an agent, once it is up; None when it does not come, or when a colleague has the call in hand meanwhile
    (``talk.charge``). Raises Gone, and Waits where the agent gave the call back."""
    desk, until = talk.desk, talk.desk.clock() + seconds
    while (left := until - desk.clock()) > 0:
        match await talk.call.next(left):
            case StationUp(came) if came == staff:
                return desk.stations.leg_of(staff)
            case Taken(other) if other != staff:
                if (stop := talk.called.pop(staff, None)) is not None:
                    stop()
                await _taken_by(talk, other)
                return None
            case Released():
                talk.write(actions.leave, staff, "released")
                raise Waits
            case Time("declined", who) if who == staff:
                return None
            case Order(what="hang_up") as order if order.staff == staff:
                order.answer()
                raise Gone("staff")
            case Order() as order:
                order.answer("busy")
    return desk.stations.leg_of(staff)


async def _give_back(talk: Talk) -> None:
    """The caller waits again, with the age that they had: the first of all those as urgent. Raises Waits."""
    desk, call = talk.desk, talk.call
    if call.ticket is not None:  # a call that we placed waits in no queue
        await desk.ledger.ask(call.brand, tickets.release, call.ticket, now=desk.now(), actor="system:voice")
    raise Waits(phrase("sorry", call.language))
