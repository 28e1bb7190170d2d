"""Others come into a call: a colleague or a number that is consulted, a supervisor who listens."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.handsets import Told
from entregent.channels.voice.exchange.hearing import Part
from entregent.channels.voice.exchange.signals import HungUp as PutBack
from entregent.channels.voice.exchange.signals import Order, Outside, Signal, Time
from entregent.channels.voice.exchange.talk import Somebody, Talk
from entregent.kernel.ids import uuid7
from entregent.telephony.media.link import Unopened
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Progress, Refused, Ringing
from entregent.telephony.sip.stack import Unreachable

RINGS = 30.0
"""Seconds for which somebody asked in may answer."""
AS = {"listen": Part.LISTENER, "whisper": Part.WHISPERER, "barge": Part.JOINED}


async def consult(talk: Talk, order: Order) -> str | None:
    """The customer waits with music while a colleague (``to``) or a number is asked something."""
    if talk.rung or talk.those(Part.CONSULTED):
        return "consulting"
    number = str(order.more.get("number", ""))
    if number:
        return await _call_in(talk, order.staff, number)
    try:
        to = UUID(str(order.more.get("to", "")))
    except ValueError:
        return "nobody"
    if to in talk.people:
        return "nobody"
    if not await talk.desk.ledger.ask(
        talk.call.brand, actions.invite, talk.call.id, to, Part.CONSULTED.value, order.staff, talk.desk.now()
    ):
        return "nobody"
    talk.hold(True)
    talk.ring(to, await _ring(talk, to))
    asyncio.get_running_loop().call_later(RINGS, talk.call.tell, Time("no_answer", to))
    return None


async def _ring(talk: Talk, staff: UUID) -> Callable[[], None]:
    """Let a colleague's telephone ring: that of the bandeau does by what is written, a SIP telephone is dialled."""
    device = talk.desk.stations.rings(staff)
    if device is None:
        return _nothing
    return await _ring_handset(talk, staff, device, Order("join", staff), Order("decline", staff))


def _nothing() -> None:
    """A ring that is only written ends by what is written."""


async def _ring_handset(talk: Talk, staff: UUID, device: str, lifted: Signal, declined: Signal) -> Callable[[], None]:
    """Let a SIP telephone of the house ring, and tell the call what becomes of it; what ends the ring is returned."""
    call = talk.call

    def picked_up() -> None:
        handset.stop() if call.ended_by else call.tell(lifted)

    told = Told(picked_up, lambda: call.tell(declined), lambda: call.tell(PutBack(staff)), call.tell)
    handset = talk.desk.handset(staff, told)
    await handset.ring(device, call.caller, call.name)
    return handset.stop


async def call_to(talk: Talk, staff: UUID, lifted: Signal) -> bool:
    """Let the SIP telephone ring of somebody who wishes to come in and does not answer in the browser; ``lifted`` is what the
    call is told once they do. False for one who has none."""
    if staff in talk.called:
        return True
    device = talk.desk.stations.rings(staff)
    if device is None:
        return False
    talk.called[staff] = await _ring_handset(talk, staff, device, lifted, Time("declined", staff))
    asyncio.get_running_loop().call_later(RINGS, talk.call.tell, Time("no_answer", staff))
    return True


async def join(talk: Talk, order: Order) -> str | None:
    """Whoever was asked in answers."""
    leg = talk.desk.stations.leg_of(order.staff)
    if order.staff not in talk.rung:
        return "over"
    if leg is None:
        return "no_telephone"
    talk.rung_off(order.staff, answered=True)
    talk.add(Somebody(order.staff, Part.CONSULTED, leg))
    talk.write(actions.join, order.staff, Part.CONSULTED.value)
    return None


async def decline(talk: Talk, order: Order) -> str | None:
    """Whoever was asked in does not want to."""
    if order.staff in talk.rung:
        talk.rung_off(order.staff)
        talk.write(actions.leave, order.staff, "declined")
    return None


def expire(talk: Talk, time: Time) -> None:
    """Whoever was asked in, or wished to come in, did not answer."""
    if (stop := talk.called.pop(time.about, None)) is not None:
        stop()
    if time.about in talk.rung:
        talk.rung_off(time.about)
        _wrote_off(talk, time.about, "no_answer")


def withdraw(talk: Talk, why: str) -> None:
    """Nobody is asked in any more."""
    for id in list(talk.rung):
        talk.rung_off(id)
        _wrote_off(talk, id, why)


def _wrote_off(talk: Talk, id: UUID, why: str) -> None:
    talk.write(actions.leave_outside if id in talk.ends else actions.leave, id, why)


async def listen(talk: Talk, order: Order) -> str | None:
    """A supervisor hears the call, whispers to its agent, or takes part; from one to the other as they wish. A SIP telephone
    rings first."""
    part, leg = AS[order.what], talk.desk.stations.leg_of(order.staff)
    if leg is None:
        return None if await call_to(talk, order.staff, Order(order.what, order.staff, order.more)) else "no_telephone"
    talk.called.pop(order.staff, None)
    mine = talk.people.get(order.staff)
    if mine is not None and mine.part not in (*AS.values(),):
        return "not_yours"
    if mine is None:
        talk.add(Somebody(order.staff, part, leg))
    else:
        mine.part = part
        talk.route()
    period = order.more.get("period")
    talk.write(actions.come_in, order.staff, part.value, talk.charge, UUID(period) if period else None)
    return None


def dismiss(talk: Talk) -> None:
    """The call is in other hands: whoever listened did so to somebody else, who may have been told of it."""
    for one in talk.those(Part.LISTENER, Part.WHISPERER):
        talk.drop(one.id)
        talk.write(actions.leave, one.id, "released")


async def _call_in(talk: Talk, staff: UUID, number: str) -> str | None:
    """Call a number outside; whoever answers is consulted."""
    id, call = uuid7(), talk.call
    leg = f"outside:{id}"

    def told(event: DialogEvent) -> None:
        match event:
            case Ringing():
                call.tell(Outside(leg, "rings"))
            case Progress():
                call.tell(Outside(leg, "speaks"))
            case Answered():
                call.tell(Outside(leg, "answers"))
            case Refused() | HungUp() | Lost():
                call.tell(Outside(leg, "goes"))

    try:
        end = await talk.desk.outside.dial(call.brand, number, leg, told)
    except (Unreachable, ValueError, Unopened) as fault:
        return getattr(fault, "why", "unreachable")
    talk.ends[id] = end
    talk.hold(True)
    talk.write(actions.invite_outside, id, number, staff)
    talk.ring(id, end.hang_up)
    asyncio.get_running_loop().call_later(RINGS, call.tell, Time("no_answer", id))
    return None


async def somebody_outside(talk: Talk, signal: Outside) -> None:
    """What somebody whom we called does: rings, speaks (announcements before the answer), answers, goes."""
    id = next((one for one in talk.rung if one in talk.ends and talk.ends[one].leg == signal.leg), None)
    agent = talk.agent
    if id is not None:
        end = talk.ends[id]
        if signal.what == "speaks" and agent is not None:
            talk.desk.media.stop_playing(agent.leg)
            talk.desk.media.hear({agent.leg: (signal.leg,)})
        elif signal.what == "answers":
            talk.rung_off(id, answered=True)
            talk.add(Somebody(id, Part.CONSULTED, end.leg, end=end))
            write_part(talk, talk.people[id])
        elif signal.what == "goes":
            talk.rung_off(id)
            talk.route()
            talk.write(actions.leave_outside, id, "no_answer")
        return
    guest = talk.of_leg(signal.leg)
    if guest is not None and signal.what == "goes":
        talk.drop(guest.id)
        talk.write(actions.leave_outside, guest.id, "hung_up")


def write_part(talk: Talk, guest: Somebody) -> None:
    """Write as what somebody who came in takes part now."""
    act = actions.join if guest.end is None else actions.join_outside
    talk.write(act, guest.id, guest.part.value)
