"""SIP telephones of agents: they ring when a call is offered, and whoever lifts the receiver has taken it."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice.exchange.stations import OffHook, Stations
from entregent.telephony import sdp
from entregent.telephony.media.client import Media
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Refused, Reoffered
from entregent.telephony.sip.stack import Sip

log = logging.getLogger(__name__)
DECLINED = frozenset({403, 486, 600, 603})
"""What telephones answer when somebody pressed « no »."""


@dataclass(frozen=True)
class Told:
    """Who is told what becomes of a ring: lifted (the receiver is off), declined, put back."""

    lifted: Callable[[], None]
    declined: Callable[[], None]
    put_back: Callable[[], None]


class Handset:
    """One telephone that rings, or whose receiver is off."""

    def __init__(self, sip: Sip, media: Media, stations: Stations, staff: UUID, told: Told) -> None:
        self._sip, self._media, self._stations, self.staff, self._told = sip, media, stations, staff, told
        self.leg = f"handset:{secrets.token_hex(8)}"
        self._dialog: Dialog | None = None
        self._address = ("", 0)
        self._session, self._version = secrets.randbits(31), 1

    async def ring(self, device: str, number: str, name: str) -> None:
        """Ring; ``number`` and ``name`` are what its screen shows. Raises what signalling and sound raise."""
        self._address = await self._media.open(self.leg)
        offer = sdp.offer(*self._address, session=self._session)
        try:
            self._dialog = self._sip.dial(number, caller=number, name=name, offer=offer, device=device, on_event=self._happened)
        except Exception:
            self._media.close(self.leg)
            raise

    def stop(self) -> None:
        """Ring no more, or hang up."""
        if self._dialog is not None:
            self._dialog.hang_up()
        if not self._stations.hung_up(self.staff, self.leg):
            self._media.close(self.leg)

    def _happened(self, event: DialogEvent) -> None:
        match event:
            case Answered(body):
                self._lifted(body)
            case Refused(code):
                self._media.close(self.leg)
                if code in DECLINED:
                    self._told.declined()
            case HungUp() | Lost():
                if self._stations.hung_up(self.staff, self.leg):
                    self._told.put_back()
            case Reoffered(body):
                self._agreed_anew(body)

    def _lifted(self, body: str) -> None:
        try:
            self._send_to(sdp.read(body))
        except sdp.Unusable:
            log.warning("a telephone answered with no sound that can be carried")
            self.stop()
            return
        if self._dialog is not None:
            self._stations.lift(self.staff, OffHook(self.leg, self._dialog.hang_up))
            self._told.lifted()

    def _agreed_anew(self, body: str) -> None:
        if self._dialog is None:
            return
        try:
            sound = sdp.read(body)
        except sdp.Unusable:
            self._dialog.refuse_reoffer()
            return
        self._send_to(sound)
        self._version += 1
        self._dialog.accept_reoffer(sdp.answer(sound, *self._address, session=self._session, version=self._version))

    def _send_to(self, sound: sdp.Sound) -> None:
        self._media.connect(self.leg, sound.host, sound.port, sound.codecs[0], sound.events)
