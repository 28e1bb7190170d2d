"""What those in a call order, carried out."""

import logging
from collections.abc import Awaitable, Callable

from entregent.channels.voice import actions
from entregent.channels.voice.exchange import inviting
from entregent.channels.voice.exchange.hearing import Part
from entregent.channels.voice.exchange.signals import Gone, Order
from entregent.channels.voice.exchange.talk import Somebody, Talk

log = logging.getLogger(__name__)
Act = Callable[[Talk, Order], Awaitable[str | None]]
RECORDING = frozenset({"record", "record_off", "record_on", "record_objected"})
NOTICE = "recording"
"""The mark of what is said before a recording that an agent begins."""
IN_CHARGE = frozenset({"hold", "resume", "keys", "consult", "conference", "transfer", "drop", "send"}) | RECORDING
"""What only the one who has the call in hand may order."""


async def obey(talk: Talk, order: Order) -> None:
    """Do what was ordered, or say why not: not_yours, unknown, or what stands in the way. Raises Gone when it is to end."""
    act = ACTS.get(order.what)
    if act is None:
        order.answer("unknown")
    elif order.what in IN_CHARGE and order.staff != talk.charge:
        order.answer("not_yours")
    else:
        try:
            order.answer(await act(talk, order))
        except Gone:
            order.answer()
            raise
        except Exception:  # what somebody orders never ends the call
            log.exception("%s could not be done", order.what)
            order.answer("fault")


async def _hold(talk: Talk, order: Order) -> str | None:
    talk.hold(True)
    return None


async def _resume(talk: Talk, order: Order) -> str | None:
    if talk.those(Part.CONSULTED):
        return "consulting"
    talk.hold(False)
    return None


async def _mute(talk: Talk, order: Order) -> str | None:
    mine, on = talk.people.get(order.staff), order.what == "mute"
    if mine is None:
        return "not_yours"
    if mine.muted != on:
        mine.muted = on
        talk.route()
        talk.write(actions.muted if on else actions.unmuted, order.staff)
    return None


async def _keys(talk: Talk, order: Order) -> str | None:
    digits = str(order.more.get("digits", ""))[:32]
    outside = talk.those(Part.CONSULTED)
    to = outside[0].leg if outside and outside[0].end is not None else talk.call.leg
    talk.desk.media.dial(to, digits)
    return None


async def _hang_up(talk: Talk, order: Order) -> str | None:
    mine = talk.people.get(order.staff)
    if mine is None:
        return "not_yours"
    if order.staff != talk.charge:
        talk.drop(order.staff)
        talk.write(actions.leave, order.staff, "hung_up")
        return None
    colleague = next(iter(talk.those(Part.JOINED)), None)
    if colleague is None:
        raise Gone("staff")
    return await give_to(talk, colleague)


async def _conference(talk: Talk, order: Order) -> str | None:
    """All who are consulted take part: the customer hears them."""
    guests = talk.those(Part.CONSULTED)
    if not guests:
        return "nobody"
    for guest in guests:
        guest.part = Part.JOINED if guest.end is None else Part.OUTSIDE
        inviting.write_part(talk, guest)
    talk.hold(False)
    talk.route()
    return None


async def _transfer(talk: Talk, order: Order) -> str | None:
    """The one who is consulted, or takes part, has the call in hand from now on."""
    guest = next(iter(talk.those(Part.CONSULTED)), None) or next(iter(talk.those(Part.JOINED, Part.OUTSIDE)), None)
    if guest is None:
        return "nobody"
    return await give_to(talk, guest)


async def give_to(talk: Talk, guest: Somebody, how: str = "attended") -> str | None:
    """Whoever has the call in hand gives it to somebody who takes part, and leaves."""
    staff = talk.charge
    if guest.end is None:  # a colleague: the request goes with it
        await talk.desk.ledger.ask(talk.call.brand, actions.give, talk.call.id, guest.id, staff, talk.desk.now())
        guest.part, talk.charge, to = Part.AGENT, guest.id, guest.id
    else:
        guest.part, talk.charge, to = Part.OUTSIDE, None, None
        inviting.write_part(talk, guest)
    talk.held = False
    talk.write(actions.hand_over, staff, to, how)
    if staff is not None:
        talk.drop(staff)
    talk.route()
    return None


async def _drop(talk: Talk, order: Order) -> str | None:
    """Whoever is consulted, or was called in, goes; all who still ring ring no more."""
    for guest in talk.those(Part.CONSULTED, Part.OUTSIDE, Part.JOINED):
        talk.drop(guest.id)
        if guest.end is None:
            talk.write(actions.leave, guest.id, "dropped")
        else:
            talk.write(actions.leave_outside, guest.id, "dropped")
    inviting.withdraw(talk, "dropped")
    return None


async def _record(talk: Talk, order: Order) -> str | None:
    """The caller and the agent hear what is to be said; then it begins."""
    tape, call, media = talk.call.tape, talk.call, talk.desk.media
    if tape is None or (refusal := tape.offer()) == "no_recording":
        return "no_recording"
    if refusal or talk.held:
        return refusal or "busy"
    files = await talk.desk.voices.files(call.brand, call.language, [tape.notice(call.language)])
    media.play(call.leg, files, mark=NOTICE)
    if talk.agent is not None:
        media.play(talk.agent.leg, files)
    return None


async def _tape(talk: Talk, order: Order) -> str | None:
    """Silence, sound again, or the caller said that they refuse."""
    tape = talk.call.tape
    if tape is None:
        return "no_recording"
    if order.what == "record_off":
        return tape.pause("private" if order.more.get("why") == "private" else "card", order.staff)
    return tape.resume(order.staff) if order.what == "record_on" else tape.object("told", order.staff)


ACTS: dict[str, Act] = {
    "hold": _hold, "resume": _resume, "mute": _mute, "unmute": _mute, "keys": _keys, "hang_up": _hang_up,
    "consult": inviting.consult, "join": inviting.join, "decline": inviting.decline, "conference": _conference,
    "transfer": _transfer, "drop": _drop, "listen": inviting.listen, "whisper": inviting.listen, "barge": inviting.listen,
    "record": _record, "record_off": _tape, "record_on": _tape, "record_objected": _tape,
}  # fmt: skip
