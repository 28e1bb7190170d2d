"""A leg that we dial: a telephone of the house, or a number outside through a trunk."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence

from entregent.telephony import sdp
from entregent.telephony.media.client import Media
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import (
    Answered,
    Cancelled,
    DialogEvent,
    Digits,
    HungUp,
    Lost,
    Progress,
    Refused,
    Reoffered,
    Ringing,
)
from entregent.telephony.sip.stack import Sip, Unreachable

log = logging.getLogger(__name__)
Told = Callable[[DialogEvent], None]
NOT_REACHED = frozenset({408, 500, 502, 503, 504})
"""What is answered, before anything rings, where it is the operator who cannot."""


def _nothing() -> None:
    """Nobody waits for its end."""


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
        self.trunk = ""
        self.ended: Callable[[], None] = _nothing
        """Called once, when it is over by anybody."""
        self._rang = False
        self._others: Iterator[Callable[[], Dialog]] = iter(())

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

    async def dial_by(self, to: str, ways: Sequence[tuple[str, str]]) -> None:
        """Call a number by the first of these (trunk, number shown) that can be reached: the next is tried where nothing
        answers, or the operator says that it cannot. Raises what ``dial`` raises, of the last."""
        self._address = await self._media.open(self.leg)
        offer = sdp.offer(*self._address, session=self._session)

        def by(trunk: str, caller: str) -> Callable[[], Dialog]:
            def dial() -> Dialog:
                self.trunk = trunk
                return self._sip.dial(to, caller=caller, name="", offer=offer, trunk=trunk, on_event=self._happened)

            return dial

        self._others = iter([by(*one) for one in ways])
        if (fault := self._try()) is not None:
            self.hang_up()
            raise fault

    def _try(self) -> Exception | None:
        """The next trunk; why none could be, where there is none left."""
        fault: Exception | None = Unreachable("no trunk")
        for dial in self._others:
            try:
                self._dialog = dial()
            except (Unreachable, ValueError) as error:
                fault = error
            else:
                return None
        return fault

    def accept_refer(self) -> None:
        """The other end asked that its party be sent elsewhere: we shall."""
        if self._dialog is not None:
            self._dialog.accept_refer()

    def tell_refer(self, code: int) -> None:
        """How that goes; before ``accept_refer``: it is refused."""
        if self._dialog is not None and not self.over:
            self._dialog.tell_refer(code)

    def hang_up(self, reason: str = "") -> None:
        """Ring no more, or hang up; twice is once."""
        if not self.over:
            self.over = True
            if self._dialog is not None:
                self._dialog.hang_up(reason)
            self._media.close(self.leg)
            self.ended()

    def _happened(self, event: DialogEvent) -> None:
        if self.over:
            return
        match event:
            case Ringing():
                self._rang = True
            case Refused(code) if code in NOT_REACHED and not self._rang and self._try() is None:
                return
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
                self.ended()
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
