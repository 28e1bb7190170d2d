"""A call that is under way in this process."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from entregent.channels.voice.exchange.signals import CutShort, Gone, Order, Signal, Stopping

if TYPE_CHECKING:
    from entregent.channels.voice.exchange.tape import Tape


class Rings(Protocol):
    """A telephone that rings."""

    def stop(self) -> None:
        """Ring no more."""


@dataclass(eq=False)
class LiveCall:
    """Known by its caller's leg until the books have it (``id``). One task reads its signals, one after the other.

    ``caller``, ``name``: what the network says of who calls; ``places``: the agent who calls them, when we do; ``rung``: the
    SIP telephones at which it rings. ``people``: those of the house, and others, who take part; ``music``: it hears music, not
    people. ``sends``: whether sound is to come from them: while they have us on hold, none is. ``address``: where it comes in;
    ``described``: the number and the version of what we said of it (SDP). ``tape``: what may be kept of it; None: nothing.
    ``connected``: a browser that calls is heard. ``message``: that which they leave now; ``spoke``: whether they said anything.
    ``spoken_to``: the caller may speak to the menu; ``misheard``: answers by voice that the tree did not understand, one after
    the other.
    """

    leg: str
    brand: UUID
    language: str
    caller: str
    name: str
    hang_up: Callable[[], None]
    places: UUID | None = None
    id: UUID | None = None
    ticket: UUID | None = None
    rung: dict[UUID, Rings] = field(default_factory=dict)
    people: set[UUID] = field(default_factory=set)
    music: bool = False
    sends: bool = True
    ended_by: str = ""
    address: tuple[str, int] = ("", 0)
    described: tuple[int, int] = (0, 0)
    tape: "Tape | None" = None
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    message: UUID | None = None
    spoke: bool = False
    spoken_to: bool = False
    misheard: int = 0
    signals: "asyncio.Queue[Signal | None]" = field(default_factory=asyncio.Queue)

    def tell(self, signal: Signal) -> None:
        """Something happens to it; from the loop."""
        if self.ended_by and isinstance(signal, Order):
            signal.answer("over")
        else:
            self.signals.put_nowait(signal)

    def over(self, by: str) -> None:
        """The caller is gone; what waits for a signal hears it at once, before all others."""
        if not self.ended_by:
            self.ended_by = by
            self.signals.put_nowait(None)

    async def next(self, timeout: float | None = None) -> Signal | None:
        """The next signal; None when none came in so many seconds. Raises Gone."""
        if self.ended_by:
            raise Gone(self.ended_by)
        with contextlib.suppress(TimeoutError):
            signal = await asyncio.wait_for(self.signals.get(), timeout)
            if signal is None or self.ended_by:
                raise Gone(self.ended_by)
            if isinstance(signal, Stopping):
                raise CutShort
            return signal
        return None

    def drain(self) -> None:
        """Refuse what was still ordered when it ended."""
        while not self.signals.empty():
            signal = self.signals.get_nowait()
            if isinstance(signal, Order):
                signal.answer("over")
