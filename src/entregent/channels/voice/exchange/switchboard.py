"""Who is told what: events of sound and of signalling, news of the house and orders of agents go to the calls they concern."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange import inbound, placing
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.directory import Directory
from entregent.channels.voice.exchange.errands import Errands
from entregent.channels.voice.exchange.handsets import Told
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.signals import HungUp as PutBack
from entregent.channels.voice.exchange.signals import (
    Order,
    Played,
    Pressed,
    Released,
    Speaks,
    Spoken,
    StationGone,
    StationUp,
    Stopping,
    Taken,
    Unkept,
)
from entregent.channels.voice.exchange.visitors import Visitors
from entregent.kernel.news import News
from entregent.routing import queries as routing
from entregent.routing.models import WorkItem
from entregent.telephony import sdp
from entregent.telephony.media import events as sound
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, Cancelled, DialogEvent, Digits, HungUp, Lost, Reoffered

log = logging.getLogger(__name__)
MOST_CALLS = 500
"""A process takes no more at once: what it has is not to suffer."""

MOVED = frozenset({"item.released", "item.moved"})
RINGS_NO_MORE = frozenset({"offer.expired", "offer.refused", "offer.withdrawn"})
LAST_WORDS = 8.0
"""Seconds in which callers are told that the house stops; the watchman gives a process twelve."""
ORDER_WAITS = 5.0
"""Seconds in which a call does what it is ordered."""


class Switchboard:
    """All calls of this process. Everything here runs in one loop."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.directory = Directory()
        self.stopping = False
        self._legs = count(1)
        self._errands = Errands()
        self.visitors = Visitors(self)

    @property
    def full(self) -> bool:
        """Whether no more calls are taken."""
        return self.stopping or len(self.desk.calls) >= MOST_CALLS

    def begin(self, something: Coroutine[Any, Any, object]) -> None:
        """Have something done for which nobody waits."""
        self._errands.begin(something)

    def next_leg(self) -> str:
        """A name for the leg of a call that begins."""
        return f"call:{next(self._legs)}"

    # What comes by wire

    def called(self, dialog: Dialog) -> None:
        """Somebody calls: from outside, or a telephone of the house."""
        if dialog.device:
            self._errands.begin(placing.dialled(self, dialog))
            return
        line = self.directory.line(dialog.called)
        if line is None:
            dialog.refuse(404, "Not Found")
            return
        if self.full:
            dialog.refuse(503, "Service Unavailable")
            return
        try:
            offered = sdp.read(dialog.offer) if dialog.offer is not None else None
        except sdp.Unusable:
            dialog.refuse(488, "Not Acceptable Here")
            return
        call = LiveCall(self.next_leg(), line.brand, line.language, dialog.caller, dialog.name, dialog.hang_up)
        self.desk.calls.add(call)
        dialog.on_event = lambda event: self.signalled(call, dialog, event)
        answers = inbound.pick_up(self.desk, call, dialog, offered)
        self._errands.begin(inbound.look_after(self.desk, call, inbound.begin(self.desk, call, line.id), answers))

    def signalled(self, call: LiveCall, dialog: Dialog, event: DialogEvent) -> None:
        """Something happens to the caller's line."""
        match event:
            case HungUp() | Cancelled():
                call.over("customer")
            case Lost():
                call.over("lost")
            case Digits(text):
                for digit in text:
                    call.tell(Pressed(digit))
            case Answered(body):
                inbound.agree_late(self.desk, call, body)
            case Reoffered(body):
                self._reoffered(call, dialog, body)

    def _reoffered(self, call: LiveCall, dialog: Dialog, body: str) -> None:
        try:
            offered = sdp.read(body)
        except sdp.Unusable:
            dialog.refuse_reoffer()
            return
        inbound.agree(self.desk, call, offered)
        dialog.accept_reoffer(inbound.description(call, offered))

    def heard(self, event: sound.Event) -> None:
        """Something happens to the sound of a leg."""
        if isinstance(event, sound.Unrecorded):
            self._unrecorded(event)
            return
        call = self.desk.calls.of_leg(getattr(event, "leg", ""))
        match event:
            case sound.Digit(digit=digit) if call:
                call.tell(Pressed(digit))
            case sound.Played(mark=mark, complete=complete) if call:
                call.tell(Played(mark, complete))
            case sound.Began() if call:
                call.tell(Speaks())
            case sound.Utterance(seconds=seconds, pcm=pcm) if call:
                call.tell(Spoken(seconds, pcm))
            case sound.Silent() if call and call.sends:
                call.over("lost")
            case sound.Silent(leg=leg) if not call and (staff := self.desk.stations.fell_silent(leg)):
                self.desk.calls.tell_all(staff, StationGone(staff))
            case sound.Up() if call:
                call.connected.set()
            case sound.Down(why=why) if call:
                call.over("customer" if why == "closed" else "lost")
            case sound.Up(leg=leg):
                self._station(leg, True)
            case sound.Down(leg=leg):
                self._station(leg, False)

    def _unrecorded(self, event: sound.Unrecorded) -> None:
        log.error("recording %s stopped: %s", event.recording, event.why)
        for call in self.desk.calls:
            if call.tape is not None and str(call.tape.id) == event.recording:
                call.tape.failed()
            if str(call.message) == event.recording:
                call.tell(Unkept())

    def _station(self, leg: str, up: bool) -> None:
        staff = self.desk.stations.staff_of(leg)
        if up:
            self.desk.stations.came_up(leg)
        else:
            self.desk.stations.went_down(leg)
        for call in self.desk.calls if staff is not None else ():
            if staff in call.people or up:
                call.tell(StationUp(staff) if up else StationGone(staff))

    # What the house says

    def news(self, news: News) -> None:
        """Something was decided about a request: is it one of our calls?"""
        call = self.desk.calls.of_ticket(UUID(news.ticket)) if news.ticket else None
        if call is None:
            return
        if news.name == "item.taken" and news.staff:
            call.tell(Taken(UUID(news.staff)))
        elif news.name in MOVED:
            call.tell(Released(UUID(news.queue) if news.queue else None))
        elif news.name == "offer.made" and news.staff:
            self._ring(call, UUID(news.staff))
        elif news.name in RINGS_NO_MORE and news.staff:
            self._ring_no_more(call, UUID(news.staff))

    def _ring(self, call: LiveCall, staff: UUID) -> None:
        """It is offered to somebody: their telephone rings, when they do not answer in the browser."""
        device = self.desk.stations.rings(staff)
        if device is None or call.ticket is None:
            return
        told = Told(
            lifted=lambda: self._errands.begin(self._lifted(call, staff)),
            declined=lambda: self._write(call, actions.refuse_ringing, staff),
            put_back=lambda: call.tell(PutBack(staff)),
            key=call.tell,
        )
        handset = self.desk.handset(staff, told)
        call.rung[staff] = handset
        self._errands.begin(handset.ring(device, call.caller, call.name))

    def _ring_no_more(self, call: LiveCall, staff: UUID) -> None:
        if (handset := call.rung.pop(staff, None)) is not None:
            handset.stop()

    async def _lifted(self, call: LiveCall, staff: UUID) -> None:
        taken = await self.desk.ledger.ask(call.brand, actions.accept_ringing, call.ticket, staff, self.desk.now())
        if taken and not call.ended_by:  # it stays among those that rang: the end of the call hangs it up, whatever came of it
            call.tell(StationUp(staff))
        else:
            self._ring_no_more(call, staff)

    def _write(self, call: LiveCall, act: Callable[..., object], *more: object) -> None:
        if call.id is not None:
            self.desk.ledger.write(call.id, call.brand, act, call.ticket, *more, self.desk.now())

    async def catch_up(self) -> None:
        """News may have been missed: look how each call stands."""
        for call in self.desk.calls:
            if call.ticket is None:
                continue
            item = await self.desk.ledger.ask(call.brand, routing.item_of, call.ticket)
            if item is not None and item.state == WorkItem.State.TAKEN and item.agent_id not in call.people:
                call.tell(Taken(item.agent_id))
            elif item is not None and call.people and item.state in (WorkItem.State.WAITING, WorkItem.State.OFFERED):
                call.tell(Released())

    async def order(self, id: UUID, what: str, staff: UUID, **more: object) -> str | None:
        """Have something done with a call; None when it is done, else why it is not: over, not_yours, busy, unknown, late."""
        call = self.desk.calls.of_id(id)
        if call is None:
            return "over"
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        call.tell(Order(what, staff, more, done))
        try:
            return await asyncio.wait_for(done, ORDER_WAITS)
        except TimeoutError:
            return "late"

    async def dial(self, brand: UUID, number: str, staff: UUID, ticket: UUID | None, person: UUID | None) -> dict[str, str]:
        """Have somebody called for an agent: ``call`` names it, or ``refused`` says why it is not."""
        return await placing.dial(self, brand, number, staff, ticket, person)

    async def stop(self) -> None:
        """Callers are told that the service stops, then their calls end."""
        self.stopping = True
        for call in self.desk.calls:
            for staff in list(call.rung):
                self._ring_no_more(call, staff)
            call.tell(Stopping())
        await self._errands.settle(LAST_WORDS)
        for call in self.desk.calls:
            call.over("lost")
        await self._errands.settle(2)
