"""A stack on a free port, that keeps what it is told."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from secrets import randbelow, token_hex
from typing import Any

from sippy.Core.EventDispatcher import ED2

from entregent.telephony import sdp
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Device, Trunk
from entregent.telephony.sip.stack import Sip

OPERATOR = Trunk(id="operator", addresses=("127.0.0.1",), host="127.0.0.1", port=9, caller="0199000000")


class Told:
    """What was told, in order, and a way to wait for the next of a kind."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._news = asyncio.Event()

    def __call__(self, thing: Any) -> None:
        self.all.append(thing)
        self._news.set()

    async def next(self, kind: type[Any], seconds: float = 10) -> Any:
        """The first of that kind that was not taken yet; those before it are let go."""

        async def wait() -> Any:
            while True:
                for i, thing in enumerate(self.all):
                    if isinstance(thing, kind):
                        del self.all[: i + 1]
                        return thing
                self._news.clear()
                await self._news.wait()

        try:
            return await asyncio.wait_for(wait(), seconds)
        except TimeoutError:
            raise AssertionError(f"no {kind.__name__}; told: {self.all}") from None


class House:
    """The stack and what it told."""

    def __init__(self, on_call: Callable[[Dialog], None] | None = None, **more: Any) -> None:
        self.calls, self.bindings, self.trunks = Told(), Told(), Told()
        self._events: dict[str, Told] = {}
        self._then = on_call
        self.sip = Sip("127.0.0.1", 0, on_call=self._called, on_binding=self.bindings, on_trunk=self.trunks, **more)

    def _called(self, dialog: Dialog) -> None:
        dialog.on_event = self.events(dialog)
        if self._then:
            self._then(dialog)
        self.calls(dialog)

    def events(self, dialog: Dialog) -> Told:
        return self._events.setdefault(dialog.id, Told())

    @property
    def at(self) -> tuple[str, int]:
        return ("127.0.0.1", self.sip.port)


@asynccontextmanager
async def house(
    on_call: Callable[[Dialog], None] | None = None,
    *,
    trunks: Collection[Trunk] = (OPERATOR,),
    devices: Collection[Device] = (),
    **more: Any,
) -> AsyncIterator[House]:
    """A started stack."""
    one = House(on_call, **more)
    await one.sip.start()
    one.sip.know(trunks, devices)
    try:
        yield one
    finally:
        await one.sip.stop(patience=0)


def hurry(seconds: float) -> None:
    """What the transactions would do so many seconds from now happens now."""
    for timer in ED2.tlisteners:
        timer.etime.offset(-seconds)


def answering(dialog: Dialog, direction: str = "") -> None:
    """Ring and answer with sound that goes nowhere."""
    dialog.ring()
    dialog.answer(our_answer(dialog.offer or ""))


def our_answer(offer: str, version: int = 1) -> str:
    return sdp.answer(sdp.read(offer), "127.0.0.1", 40_000, session=7, version=version)


async def heard_back(at: tuple[str, int], *datagrams: str | bytes, ip: str = "127.0.0.1") -> list[str]:
    """What comes back to datagrams sent as they are, once a question of somebody else, put after them, has been answered."""
    loop, heard = asyncio.get_running_loop(), []
    with socket.socket(type=socket.SOCK_DGRAM) as wire, socket.socket(type=socket.SOCK_DGRAM) as last:
        for one, address in ((wire, ip), (last, f"127.9.{randbelow(250)}.{randbelow(250)}")):
            one.setblocking(False)
            one.bind((address, 0))
        for datagram in datagrams:
            await loop.sock_sendto(wire, datagram if isinstance(datagram, bytes) else datagram.encode(), at)
        await loop.sock_sendto(last, invite("z", call=token_hex(6)).replace("INVITE", "REGISTER").encode(), at)
        async with asyncio.timeout(10):
            await loop.sock_recv(last, 65_535)
        with contextlib.suppress(BlockingIOError):
            while True:
                heard.append(wire.recv(65_535).decode(errors="replace"))
    return heard


def invite(number: str, *, call: str = "one", body: str = "", to: str = "0199000001") -> str:
    """An INVITE by hand; ``number`` names its branch."""
    more = "Content-Type: application/sdp\r\n" if body else ""
    return (
        f"INVITE sip:{to}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK{number}\r\nMax-Forwards: 70\r\n"
        f"From: <sip:0639980009@example.org>;tag=a{call}\r\nTo: <sip:{to}@127.0.0.1>\r\nCall-ID: {call}@example.org\r\n"
        f"CSeq: 1 INVITE\r\nContact: <sip:x@192.0.2.4>\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}"
    )
