"""SIP telephones of agents: they ring when something is offered, and whoever lifts the receiver has taken it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from entregent.channels.voice.exchange.far_end import FarEnd
from entregent.channels.voice.exchange.signals import HungUp as PutBack
from entregent.channels.voice.exchange.signals import Order, Refers, Signal
from entregent.channels.voice.exchange.stations import OffHook, Stations
from entregent.telephony import sdp
from entregent.telephony.media.client import Media
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Referred, Refused, Reoffered
from entregent.telephony.sip.stack import Sip

if TYPE_CHECKING:
    from entregent.channels.voice.exchange.desk import Desk

RINGS = 25.0
"""Seconds for which an agent's own telephone rings before a call that they place."""
TONE = 3.0
DECLINED = frozenset({403, 486, 600, 603})
"""What telephones answer when somebody pressed « no »."""


@dataclass(frozen=True)
class Told:
    """What is done when the receiver is lifted, the ring declined, the receiver put back, another key pressed."""

    lifted: Callable[[], None]
    declined: Callable[[], None]
    put_back: Callable[[], None]
    key: Callable[[Signal], None]


def held(staff: UUID, sends: bool) -> Order:
    """The hold key of a SIP telephone is that of the page."""
    return Order("resume" if sends else "hold", staff)


class Handset:
    """One telephone of the house that rings, or whose receiver is off."""

    def __init__(self, sip: Sip, media: Media, stations: Stations, staff: UUID, told: Told) -> None:
        self._stations, self._staff, self._told = stations, staff, told
        self._end = FarEnd(sip, media, f"handset:{secrets.token_hex(8)}", self._happened)

    async def ring(self, device: str, number: str, name: str) -> None:
        """Ring; ``number`` and ``name`` are what its screen shows. Raises what dialling raises."""
        self._stations.ringing(self._staff, True)
        try:
            await self._end.dial(number, caller=number, name=name, device=device)
        except Exception:
            self._stations.ringing(self._staff, False)
            raise

    def stop(self) -> None:
        """Ring no more, or hang up."""
        self._stations.ringing(self._staff, False)
        self._stations.hung_up(self._staff, self._end.leg)
        self._end.hang_up()

    def _happened(self, event: DialogEvent) -> None:
        if isinstance(event, Answered | Refused | HungUp | Lost):
            self._stations.ringing(self._staff, False)
        match event:
            case Answered():
                self._stations.lift(self._staff, OffHook(self._end.leg, self._end.hang_up, lambda: self._end.sends))
                self._told.lifted()
            case Refused(code) if code in DECLINED:
                self._told.declined()
            case Reoffered():
                self._told.key(held(self._staff, self._end.sends))
            case Referred(to, replaces):
                if replaces:  # calls are asked in, not joined by a telephone's second line
                    self._end.tell_refer(501)
                else:
                    self._told.key(Refers(self._staff, to, self._end.accept_refer, self._end.tell_refer))
            case HungUp() | Lost():
                if self._stations.hung_up(self._staff, self._end.leg):
                    self._told.put_back()


async def ring_first(desk: "Desk", staff: UUID, number: str) -> bool:
    """An agent who places a call from the page lifts their SIP telephone first; False when they have none, or do not."""
    device = desk.stations.rings(staff)
    if device is None:
        return False
    lifted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(yes: bool) -> None:
        if not lifted.done():
            lifted.set_result(yes)

    handset = desk.handset(
        staff,
        Told(
            lifted=lambda: settle(True),
            declined=lambda: settle(False),
            put_back=lambda: desk.calls.tell_all(staff, PutBack(staff)),
            key=lambda pressed: desk.calls.tell_all(staff, pressed),
        ),
    )
    await handset.ring(device, number, "")
    try:
        return await asyncio.wait_for(lifted, RINGS)
    except TimeoutError:
        return False
    finally:
        if desk.stations.leg_of(staff) is None:
            handset.stop()


async def lift(desk: "Desk", dialog: Dialog, staff: UUID) -> None:
    """An agent's SIP telephone that calls us has its receiver off. Raises Unusable."""
    sound = sdp.read(dialog.offer) if dialog.offer is not None else None
    leg = f"handset:{secrets.token_hex(8)}"
    host, port = await desk.media.open(leg)
    session, versions = secrets.randbits(31), count(1)

    def agreed(wanted: sdp.Sound) -> str:
        nonlocal sound
        sound = wanted
        desk.media.connect(leg, wanted.ear, wanted.port, wanted.codecs[0], wanted.events)
        return sdp.answer(wanted, host, port, session=session, version=next(versions))

    def hang_up() -> None:
        dialog.hang_up()
        desk.media.close(leg)

    def happened(event: DialogEvent) -> None:
        match event:
            case Answered(body):
                try:
                    agreed(sdp.read(body))
                except sdp.Unusable:
                    desk.stations.done_with(staff)
            case Reoffered(body):
                try:
                    dialog.accept_reoffer(agreed(sdp.read(body)))
                except sdp.Unusable:
                    dialog.refuse_reoffer()
                else:
                    desk.calls.tell_all(staff, held(staff, sdp.read(body).talks))
            case Referred(to, replaces):
                if replaces:
                    dialog.tell_refer(501)
                else:
                    desk.calls.tell_all(staff, Refers(staff, to, dialog.accept_refer, dialog.tell_refer))
            case HungUp() | Lost() if desk.stations.hung_up(staff, leg):
                desk.media.close(leg)
                desk.calls.tell_all(staff, PutBack(staff))

    desk.stations.lift(staff, OffHook(leg, hang_up, lambda: sound is None or sound.talks))
    dialog.on_event = happened
    dialog.answer(agreed(sound) if sound else sdp.offer(host, port, session=session, version=next(versions)))


async def busy(desk: "Desk", staff: UUID) -> None:
    """Nobody is called: the telephone that is off its hook hears so, and is hung up."""
    leg = desk.stations.leg_of(staff)
    if leg is not None:
        desk.media.play(leg, ["tone:busy"], loop=True)
        await asyncio.sleep(TONE)
        desk.stations.done_with(staff)
