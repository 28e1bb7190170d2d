"""A caller who cannot wait goes elsewhere: told so, to leave a message, or to another number."""

from entregent.channels.voice.actions import Elsewhere
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.far_end import FarEnd
from entregent.channels.voice.exchange.hearing import Part
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Order, Outside
from entregent.channels.voice.exchange.speaking import speak
from entregent.channels.voice.exchange.talk import Somebody, Talk
from entregent.channels.voice.exchange.talking import go_on
from entregent.channels.voice.exchange.voicemail import leave_message
from entregent.kernel.ids import uuid7
from entregent.scenarios.tree.phrases import own
from entregent.telephony.media.link import Unopened
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Progress, Refused
from entregent.telephony.sip.stack import Unreachable

RINGS = 40.0
"""Seconds for which the other number is rung."""


async def send_elsewhere(desk: Desk, call: LiveCall, way: Elsewhere) -> None:
    """All that follows, to the end of the call. Raises Gone."""
    said = way.said.get(own(call.language), "")
    if way.does == "voicemail":
        await leave_message(desk, call, way.queue, way.longest, said)
    elif way.does == "number":
        await speak(desk, call, [said or phrase("connecting", call.language)], cut_by="")
        await _put_through(desk, call, way.number)
        await speak(desk, call, [phrase("nobody", call.language), phrase("goodbye", call.language)], cut_by="")
    else:
        await speak(desk, call, [said or phrase(way.why, call.language), phrase("goodbye", call.language)], cut_by="")


async def _put_through(desk: Desk, call: LiveCall, number: str) -> None:
    """Until the call is over; comes back where nobody answers there. Raises Gone."""
    id = uuid7()
    leg = f"outside:{id}"

    def told(event: DialogEvent) -> None:
        match event:
            case Progress():
                call.tell(Outside(leg, "speaks"))
            case Answered():
                call.tell(Outside(leg, "answers"))
            case Refused() | HungUp() | Lost():
                call.tell(Outside(leg, "goes"))

    try:
        end = await desk.outside.dial(call.brand, number, leg, told)
    except (Unreachable, ValueError, Unopened):
        return
    try:
        answered = await _answers(desk, call, end)
        if answered:
            talk = Talk(desk, call, None)
            call.music = True  # what is played now is to end
            talk.add(Somebody(id, Part.OUTSIDE, leg, end=end))
            await go_on(talk)
    finally:
        end.hang_up()


async def _answers(desk: Desk, call: LiveCall, end: FarEnd) -> bool:
    desk.media.play(call.leg, ["tone:ringback"], loop=True)
    until = desk.clock() + RINGS
    while (left := until - desk.clock()) > 0:
        match await call.next(left):
            case Outside(what="speaks"):
                desk.media.stop_playing(call.leg)
                desk.media.hear({call.leg: (end.leg,)})
            case Outside(what="answers"):
                return True
            case Outside(what="goes"):
                break
            case Order() as order:
                order.answer("busy")
    desk.media.stop_playing(call.leg)
    desk.media.hear({call.leg: ()})
    return False
