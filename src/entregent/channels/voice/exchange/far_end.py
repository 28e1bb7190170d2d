"""A leg that we dial: a telephone of the house, or a number outside through a trunk."""

import logging
import secrets
from collections.abc import Callable

from entregent.telephony import sdp
from entregent.telephony.media.client import Media
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, Cancelled, DialogEvent, Digits, HungUp, Lost, Progress, Refused, Reoffered
from entregent.telephony.sip.stack import Sip

log = logging.getLogger(__name__)
Told = Callable[[DialogEvent], None]


class FarEnd:
    """One end of a call, that rings, then talks. Its sound is open from the first ring (announcements of the other network) to
    ``hang_up``."""

    def __init__(self, sip: Sip, media: Media, leg: str, told: Told) -> None:
        """``told``: Ringing, Progress, Answered, Reoffered (agreed to), Refused, HungUp or Lost, Digits; then nothing."""
        self._sip, self._media, self.leg, self._told = sip, media, leg, told
        self._dialog: Dialog | None = None
        self._address = ("", 0)
        self._session, self._version = secrets.randbits(31), 1
        self.over, self.sends = False, True

    async def dial(self, to: str, *, caller: str, name: str = "", trunk: str = "", device: str = "") -> None:
        """Call; ``caller`` and ``name`` are what the other end is shown. Raises Unreachable, ValueError, Unopened."""
        self._address = await self._media.open(self.leg)
        offer = sdp.offer(*self._address, session=self._session)
        try:
            self._dialog = self._sip.dial(
                to, caller=caller, name=name, offer=offer, trunk=trunk, device=device, on_event=self._happened
            )
        except Exception:
            self.hang_up()
            raise

    def hang_up(self, reason: str = "") -> None:
        """Ring no more, or hang up; twice is once."""
        if not self.over:
            self.over = True
            if self._dialog is not None:
                self._dialog.hang_up(reason)
            self._media.close(self.leg)

    def _happened(self, event: DialogEvent) -> None:
        if self.over:
            return
        match event:
            case Answered(body) | Progress(body):
                if not self._agrees(body):
                    self.hang_up()
                    event = Refused(488, "no sound that can be carried")
            case Reoffered(body):
                if not self._agree_anew(body):
                    return
            case Refused() | HungUp() | Lost() | Cancelled():
                self.over = True
                self._media.close(self.leg)
            case Digits():
                pass
        self._told(event)

    def _agrees(self, body: str) -> bool:
        try:
            sound = sdp.read(body)
        except sdp.Unusable:
            log.warning("the other end wants sound that cannot be carried")
            return False
        self.sends = sound.talks
        self._media.connect(self.leg, sound.ear, sound.port, sound.codecs[0], sound.events)
        return True

    def _agree_anew(self, body: str) -> bool:
        if self._dialog is None:
            return False
        if not self._agrees(body):
            self._dialog.refuse_reoffer()
            return False
        self._version += 1
        answer = sdp.answer(sdp.read(body), *self._address, session=self._session, version=self._version)
        self._dialog.accept_reoffer(answer)
        return True
