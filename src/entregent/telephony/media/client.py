"""The process of sound, seen from the process of calls."""

import asyncio
import itertools
import logging
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from entregent.telephony.media.events import KINDS, Down, Event, MediaLost, Played, Utterance
from entregent.telephony.media.g711 import SECOND
from entregent.telephony.media.link import Link, Message, Unopened
from entregent.telephony.media.recorded import Recorded, Recording, gaps, part, parts

TRIES = 64  # ports that may be somebody else's

log = logging.getLogger(__name__)


@dataclass
class _Leg:
    """What is put back when the process of sound is started again."""

    port: int = 0  # none: a browser
    answered: bool = False
    connected: Message | None = None
    playing: Message | None = None
    listened: Message | None = None


@dataclass
class _Tape:
    """The same of a recording."""

    path: str
    key: bytes
    left: list[str]
    right: list[str]
    began: float
    part: int = 1


def also_at(description: str, announced: str) -> str:
    """A description whose every place of ours is named by this address too, in the last rank."""
    lines: list[str] = []
    for line in description.splitlines():
        lines.append(line)
        words = line.split()
        if line.startswith("a=candidate:") and len(words) > 7 and words[7] == "host" and words[4] != announced:
            moved = [f"{words[0]}9", *words[1:3], str(int(words[3]) // 2), announced, *words[5:]]
            if (again := " ".join(moved)) not in lines:
                lines.append(again)
    return "\r\n".join([*lines, ""])


class Media:
    """Sound: legs by name, who hears whom, what is played and kept.

    All methods are called in the loop of ``start``. Those that are not awaited never raise; what they ask of a leg that is not
    open is passed over.
    """

    def __init__(
        self, *, host: str, ports: range, on_event: Callable[[Event], None], loopback: bool = False, detector: str = "",
        announced: str = "",
    ) -> None:  # fmt: skip
        """``host``: the address that our RTP sockets are bound to and that SDP names. ``ports``: the legs', two each.
        ``detector``: what tells speech, as ``listening.detector`` reads it; "": loudness.
        ``announced``: the address that others are told instead, behind address translation that keeps ports.
        ``loopback``: browsers of this machine may come by 127.0.0.1 too (tests, demonstrations without a network).
        """
        self._host, self._on_event, self._announced = host, on_event, announced
        even = range(ports.start + ports.start % 2, ports.stop - 1, 2)
        # Not from the first: those who talked to a process that fell still send there, and are not to be heard by others.
        self._ports: Iterator[int] = itertools.islice(itertools.cycle(even), random.randrange(len(even)), None)  # noqa: S311
        self._legs: dict[str, _Leg] = {}
        self._heard: dict[str, list[str]] = {}
        self._tapes: dict[str, _Tape] = {}
        self._numbers = itertools.count(1)
        self._link = Link(
            [host, detector, "loopback" if loopback else ""], hear=self._hear_of, fallen=self._fallen, restore=self._restore
        )

    async def start(self) -> None:
        """Start the process of sound. Raises Unopened when it does not come up."""
        await self._link.start()

    async def stop(self) -> None:
        """End it, and with it every leg."""
        await self._link.stop()
        self._legs.clear()
        self._heard.clear()
        self._tapes.clear()

    async def open(self, leg: str) -> tuple[str, int]:
        """Open an RTP leg: where it is. Raises Unopened when no port is free."""
        if (known := self._legs.get(leg)) is not None and known.port:
            return self._announced or self._host, known.port
        for _ in range(TRIES):
            port = next(self._ports)
            if any(other.port == port for other in self._legs.values()):
                continue
            try:
                await self._link.ask({"do": "open", "leg": leg, "port": port})
            except Unopened:
                continue
            self._legs[leg] = _Leg(port)
            return self._announced or self._host, port
        raise Unopened("no port is free")

    async def open_browser(self, leg: str, offer: str, codec: str = "PCMA") -> str:
        """Open a leg to a browser: its SDP offer, our answer, candidates in both. ``Up`` says that it is connected, ``Down``
        that it is no more. ``codec``: the one preferred, ``PCMA`` or ``opus``. Raises Unopened for an offer that is none.
        """
        known = self._legs.setdefault(leg, _Leg())
        try:
            answer: str = await self._link.ask({"do": "open_browser", "leg": leg, "codec": codec}, offer.encode())
        except Unopened:
            if self._legs.get(leg) is known:
                del self._legs[leg]
            raise
        known.answered = True
        if leg not in self._legs:  # closed meanwhile
            self._link.say({"do": "close", "leg": leg})
        self._link.say({"do": "hear", "wanted": {leg: self._heard.get(leg, [])}})  # what was said meanwhile
        return also_at(answer, self._announced) if self._announced else answer

    def connect(self, leg: str, host: str, port: int, codec: str, events: int | None) -> None:
        """Say where a leg's sound goes, in which codec (``PCMA``, ``PCMU``) and which payload type carries its keys."""
        known = self._legs.get(leg)
        if known is not None:
            known.connected = {"do": "connect", "leg": leg, "host": host, "port": port, "codec": codec, "events": events}
            self._link.say(known.connected)

    def close(self, leg: str) -> None:
        """Close a leg. Closing twice changes nothing."""
        self._heard.pop(leg, None)
        if self._legs.pop(leg, None) is not None:
            self._link.say({"do": "close", "leg": leg})

    def hear(self, wanted: Mapping[str, Collection[str]]) -> None:
        """From now on, within one tick for all: each listener hears these legs. Listeners not named keep theirs."""
        lists = {listener: list(legs) for listener, legs in wanted.items()}
        self._heard.update({listener: legs for listener, legs in lists.items() if listener in self._legs})
        self._link.say({"do": "hear", "wanted": lists})

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
            self._link.say(known.playing)

    def stop_playing(self, leg: str) -> None:
        """End what a leg is played."""
        known = self._legs.get(leg)
        if known is not None:
            known.playing = None
            self._link.say({"do": "stop_playing", "leg": leg})

    def dial(self, leg: str, digits: str) -> None:
        """Press keys on a leg: ``0-9 * # A-D``, a comma waits half a second."""
        if leg in self._legs:
            self._link.say({"do": "dial", "leg": leg, "digits": digits})

    def listen(self, leg: str, on: bool, *, pause: float = 0.7) -> None:
        """Cut what a leg says into utterances (``Began``, ``Utterance``), or no more. ``pause``: seconds that end one."""
        known = self._legs.get(leg)
        if known is not None:
            said = {"do": "listen", "leg": leg, "on": on, "pause": pause}
            known.listened = said if on else None
            self._link.say(said)

    async def record(self, recording: str, path: str, key: bytes, left: Collection[str], right: Collection[str]) -> None:
        """Record legs on two sides into a file, sealed with ``key`` (32 bytes, kept nowhere here) as it is written:
        ``recorded.Recording`` reads it. Raises Unopened when the file is there already, or cannot be made.
        """
        tape = _Tape(path, key, list(left), list(right), asyncio.get_running_loop().time())
        self._tapes[recording] = tape
        try:
            await self._link.ask(self._taped(recording, tape), key)
        except Unopened:
            del self._tapes[recording]
            raise

    def tap(self, recording: str, left: Collection[str], right: Collection[str]) -> None:
        """Record these legs from now on. Nobody on both sides: silence is written, and the time goes on."""
        tape = self._tapes.get(recording)
        if tape is not None:
            tape.left, tape.right = list(left), list(right)
            self._link.say({"do": "tap", "recording": recording, "left": tape.left, "right": tape.right})

    async def finish(self, recording: str) -> Recorded:
        """End a recording, and say what it holds. Raises Unopened for one that is not made."""
        answer = await self._link.ask({"do": "finish", "recording": recording})
        tape = self._tapes.pop(recording)
        if tape.part == 1:
            return Recorded(
                recording, answer["frames"] / SECOND, answer["bytes"], gaps([(a, b, c) for a, b, c in answer["gaps"]])
            )
        size = sum(place.stat().st_size for place in parts(tape.path))
        known = await asyncio.to_thread(lambda: Recording(tape.path, tape.key).gaps())
        return Recorded(recording, answer["frames"] / SECOND, size, known)

    async def figures(self) -> Message:
        """How time was kept since last asked: ticks, skipped; in ms lateness (p50, p99, worst) and the work of a tick."""
        answer: Message = await self._link.ask({"do": "figures"})
        return answer

    @property
    def process(self) -> int | None:
        """The id of the process of sound, while there is one."""
        return self._link.process

    def _fallen(self) -> None:
        """The process is no more. Browsers cannot be put back, as their keys went with it: they have to come again."""
        self._tell(MediaLost())
        for leg in [leg for leg, known in self._legs.items() if known.answered]:
            self._legs[leg].answered = False
            self._tell(Down(leg, "media"))

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            log.exception("what was told of the sound was not taken")

    def _hear_of(self, said: Message, tail: bytes) -> None:
        kind = KINDS[said["event"]]
        event = kind(**said["said"], pcm=tail) if kind is Utterance else kind(**said["said"])
        if isinstance(event, Played):
            known = self._legs.get(event.leg)
            if known is not None and known.playing is not None and known.playing["mark"] == event.mark:
                known.playing = None
            event = replace(event, mark=event.mark.partition(" ")[2])
        self._tell(event)

    def _restore(self) -> None:
        """Say again all that holds."""
        for leg, known in self._legs.items():
            if not known.port:
                continue
            self._link.say({"do": "open", "leg": leg, "port": known.port})
            for said in (known.connected, known.playing, known.listened):
                if said is not None:
                    self._link.say(said)
        self._link.say({"do": "hear", "wanted": self._heard})

        for recording, tape in self._tapes.items():
            tape.part += 1
            self._link.say(self._taped(recording, tape), tape.key)

    def _taped(self, recording: str, tape: _Tape) -> Message:
        elapsed = asyncio.get_running_loop().time() - tape.began
        path, begins = part(tape.path, tape.part), round(elapsed * SECOND)
        return {"do": "record", "recording": recording, "path": path, "begins": begins, "left": tape.left, "right": tape.right}
