"""The process of sound, seen from the process of calls."""

import asyncio
import contextlib
import itertools
import logging
import socket
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from entregent.telephony.media import frames
from entregent.telephony.media.events import KINDS, Event, MediaLost, Played

LONGEST_START = 20.0  # seconds
AGAIN = (0.05, 0.5, 2.0, 5.0)  # seconds before it is started again, the first time and later ones
TRIES = 64  # ports that may be somebody else's

log = logging.getLogger(__name__)

Message = dict[str, Any]


class Unopened(Exception):
    """A leg, or the process of sound itself, could not be opened."""


@dataclass
class _Leg:
    """What is put back when the process of sound is started again."""

    port: int
    connected: Message | None = None
    playing: Message | None = None


class Media:
    """Sound: legs by name, who hears whom, what is played and kept.

    All methods are called in the loop of ``start``. Those that are not awaited never raise; what they ask of a leg that is not
    open is passed over.
    """

    def __init__(self, *, host: str, ports: range, on_event: Callable[[Event], None]) -> None:
        """``host``: the address that our RTP sockets are bound to and that SDP names. ``ports``: the legs', two each."""
        self._host, self._on_event = host, on_event
        self._ports: Iterator[int] = itertools.cycle(range(ports.start + ports.start % 2, ports.stop - 1, 2))
        self._legs: dict[str, _Leg] = {}
        self._heard: dict[str, list[str]] = {}
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._child: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._up = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process of sound. Raises Unopened when it does not come up."""
        reader = await self._launch()
        self._watching = asyncio.create_task(self._watch(reader))

    async def stop(self) -> None:
        """End it, and with it every leg."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await self._end()
        for waiting in self._asked.values():
            waiting.cancel()
        self._legs.clear()
        self._heard.clear()

    async def open(self, leg: str) -> tuple[str, int]:
        """Open an RTP leg: where it is. Raises Unopened when no port is free."""
        for _ in range(TRIES):
            port = next(self._ports)
            if any(known.port == port for known in self._legs.values()):
                continue
            try:
                await self._ask({"do": "open", "leg": leg, "port": port})
            except Unopened:
                continue
            self._legs[leg] = _Leg(port)
            return self._host, port
        raise Unopened("no port is free")

    def connect(self, leg: str, host: str, port: int, codec: str, events: int | None) -> None:
        """Say where a leg's sound goes, in which codec (``PCMA``, ``PCMU``) and which payload type carries its keys."""
        known = self._legs.get(leg)
        if known is not None:
            known.connected = {"do": "connect", "leg": leg, "host": host, "port": port, "codec": codec, "events": events}
            self._say(known.connected)

    def close(self, leg: str) -> None:
        """Close a leg. Closing twice changes nothing."""
        self._heard.pop(leg, None)
        if self._legs.pop(leg, None) is not None:
            self._say({"do": "close", "leg": leg})

    def hear(self, wanted: Mapping[str, Collection[str]]) -> None:
        """From now on, within one tick for all: each listener hears these legs. Listeners not named keep theirs."""
        lists = {listener: list(legs) for listener, legs in wanted.items()}
        self._heard.update({listener: legs for listener, legs in lists.items() if listener in self._legs})
        self._say({"do": "hear", "wanted": lists})

    def play(self, leg: str, files: Sequence[str], *, loop: bool = False, mark: str = "") -> None:
        """Have a leg hear sounds one after another, beside the legs that it hears; what it was played before is over.

        ``files``: paths of sounds (8 kHz mono 16-bit WAV; anything else is converted once and kept), ``tone:ringback``,
        ``tone:busy``, ``tone:beep``, ``silence:<ms>``. ``Played`` says when all is over; ``mark`` comes back in it.
        """
        known = self._legs.get(leg)
        if known is not None:
            # Two plays may carry the same mark: ours is told apart by its number.
            known.playing = {
                "do": "play",
                "leg": leg,
                "files": list(files),
                "loop": loop,
                "mark": f"{next(self._numbers)} {mark}",
            }
            self._say(known.playing)

    def stop_playing(self, leg: str) -> None:
        """End what a leg is played."""
        known = self._legs.get(leg)
        if known is not None:
            known.playing = None
            self._say({"do": "stop_playing", "leg": leg})

    def dial(self, leg: str, digits: str) -> None:
        """Press keys on a leg: ``0-9 * # A-D``, a comma waits half a second."""
        if leg in self._legs:
            self._say({"do": "dial", "leg": leg, "digits": digits})

    async def figures(self) -> Message:
        """How well time has been kept since this was last asked: ticks, skipped, lateness in ms (p50, p99, worst)."""
        answer: Message = await self._ask({"do": "figures"})
        return answer

    @property
    def process(self) -> int | None:
        """The id of the process of sound."""
        return self._child.pid if self._child is not None else None

    async def _launch(self) -> asyncio.StreamReader:
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "entregent.telephony.media.process",
                str(theirs.fileno()),
                self._host,
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
            )
        ours.setblocking(False)
        reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=frames.MOST)
        try:
            async with asyncio.timeout(LONGEST_START):
                ready = await frames.read(reader)
        except TimeoutError:
            ready = None
        if ready is None:
            await self._end()
            raise Unopened("the process of sound did not start")
        self._restore()
        self._up.set()
        return reader

    async def _watch(self, reader: asyncio.StreamReader | None) -> None:
        """Hear what the process of sound tells; when it falls, start another."""
        fallen = 0
        while True:
            began = asyncio.get_running_loop().time()
            if reader is not None:
                await self._listen(reader)
                self._up.clear()
                await self._end()
                self._on_event(MediaLost())
                for number in list(self._asked):
                    self._asked.pop(number).set_exception(ConnectionError())
            fallen = fallen + 1 if asyncio.get_running_loop().time() - began < 60 else 0
            await asyncio.sleep(AGAIN[min(fallen, len(AGAIN)) - 1] if fallen else AGAIN[0])
            try:
                reader = await self._launch()
            except (Unopened, OSError):
                log.exception("the process of sound does not start")
                reader = None

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ValueError):
            while (frame := await frames.read(reader)) is not None:
                self._hear_of(*frame)

    def _hear_of(self, said: Message, _tail: bytes) -> None:
        if "id" in said:
            waiting = self._asked.pop(said["id"], None)
            if waiting is not None and not waiting.done():
                if said["error"]:
                    waiting.set_exception(Unopened(said["error"]))
                else:
                    waiting.set_result(said["answer"])
            return
        event = KINDS[said.pop("event")](**said)
        if isinstance(event, Played):
            known = self._legs.get(event.leg)
            if known is not None and known.playing is not None and known.playing["mark"] == event.mark:
                known.playing = None
            event = replace(event, mark=event.mark.partition(" ")[2])
        try:
            self._on_event(event)
        except Exception:
            log.exception("what was told of a leg was not taken")

    def _restore(self) -> None:
        """Say again all that holds."""
        for leg, known in self._legs.items():
            self._say({"do": "open", "leg": leg, "port": known.port})
            for said in (known.connected, known.playing):
                if said is not None:
                    self._say(said)
        self._say({"do": "hear", "wanted": self._heard})

    def _say(self, said: Message) -> None:
        if self._writer is not None:
            self._writer.write(frames.write(said))

    async def _ask(self, said: Message) -> Any:
        """Say, and wait for the answer; when the process falls meanwhile, ask the next one. Raises Unopened."""
        while True:
            await self._up.wait()
            number = next(self._numbers)
            answer = self._asked[number] = asyncio.get_running_loop().create_future()
            self._say(said | {"id": number})
            try:
                return await answer
            except ConnectionError:
                continue
            finally:
                self._asked.pop(number, None)

    async def _end(self) -> None:
        writer, child = self._writer, self._child
        self._writer = self._child = None
        if writer is not None:
            writer.close()
        if child is not None:
            try:
                async with asyncio.timeout(2):
                    await child.wait()
            except TimeoutError:
                child.kill()
                await child.wait()
