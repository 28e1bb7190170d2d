"""Real sound through the real process: who hears whom, told by the pitches in what each telephone was sent."""

import asyncio
import os
import signal
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from entregent.kernel.tests.ports import free_port
from entregent.telephony.media.client import Media
from entregent.telephony.media.digits import pressed
from entregent.telephony.media.events import Began, Digit, Event, MediaLost, Played, Up, Utterance
from entregent.telephony.media.tests.peers import Peer, pitches, tone

SETTLED = 10.0  # seconds that anything may take on a machine that is busy


class House:
    """The process of sound, what it told, and telephones."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        first = free_port()
        self.media = Media(host="127.0.0.1", ports=range(first, first + 200), on_event=self.events.append, loopback=True)
        self.peers: dict[str, Peer] = {}

    async def leg(self, name: str, pitch: int, codec: str = "PCMA") -> Peer:
        peer = self.peers[name] = Peer(pitch, codec)
        peer.to = await self.media.open(name)
        self.media.connect(name, "127.0.0.1", peer.port, codec, 101)
        peer.talk(peer.to)
        return peer

    async def told(self, *wanted: Event) -> None:
        await self.until(lambda: all(event in self.events for event in wanted))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(SETTLED):
            while not holds():
                await asyncio.sleep(0.01)

    async def hear(self, wanted: dict[str, set[int]]) -> None:
        await asyncio.gather(*(self.peers[name].hears(pitches) for name, pitches in wanted.items()))


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    made = House()
    await made.media.start()
    try:
        yield made
    finally:
        for peer in made.peers.values():
            peer.close()
        await made.media.stop()


def wav(path: Path, pitch: int, seconds: float) -> str:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(tone(pitch, seconds).tobytes())
    return str(path)


def test_who_hears_whom(tmp_path: Path) -> None:
    """A call from its menu to a conference: every step is a change of who hears whom."""

    async def walk() -> None:
        async with house() as at:
            caller = await at.leg("caller", 440)
            at.media.play(
                "caller", [wav(tmp_path / "a.wav", 550, 0.2), "silence:100", wav(tmp_path / "b.wav", 850, 0.2)], mark="menu"
            )
            await at.told(Up("caller"), Played("caller", "menu", True, 0.5))
            assert {550, 850} <= pitches(caller.heard())
            music = wav(tmp_path / "music.wav", 1000, 0.33)
            at.media.play("caller", [music], loop=True, mark="music")
            await caller.hears({1000})
            await asyncio.gather(at.leg("agent", 697, "PCMU"), at.leg("boss", 1500))
            at.media.stop_playing("caller")
            at.media.hear({"caller": ["agent"], "agent": ["caller"], "boss": ["caller", "agent"]})
            await at.hear({"caller": {697}, "agent": {440}, "boss": {440, 697}})
            at.media.hear({"agent": ["caller", "boss"]})  # whispered to the agent alone
            await at.hear({"caller": {697}, "agent": {440, 1500}, "boss": {440, 697}})
            at.media.hear({"caller": ["agent", "boss"]})
            at.media.play("agent", [music], loop=True)  # played beside the voices
            await at.hear({"caller": {697, 1500}, "agent": {440, 1500, 1000}, "boss": {440, 697}})
            at.media.hear({"caller": [], "agent": ["boss"]})
            at.media.stop_playing("agent")
            at.media.play("caller", [str(tmp_path / "nowhere.wav")], mark="missing")
            at.media.close("boss")
            at.media.close("boss")
            await at.told(Played("caller", "missing", False, 0.0))
            await at.hear({"caller": set(), "agent": set()})
            at.media.connect("agent", "0.0.0.0", at.peers["agent"].port, "PCMU", 101)  # the old way to say: wait
            came = len(at.peers["agent"].came)
            assert await at.media.open("agent") == at.peers["agent"].to
            at.peers["agent"].listen()
            assert len(at.peers["agent"].came) - came <= 2
            assert np.abs(caller.heard(len(caller.came) - 5)).max() <= 8
            assert caller.came[-1][1].sequence - caller.came[0][1].sequence == len(caller.came) - 1
            played = [event for event in at.events if isinstance(event, Played) and event.mark == "music"]
            assert [event.complete for event in played] == [False]

    asyncio.run(walk())


def test_keys_strangers_and_a_peer_that_moves() -> None:
    async def walk() -> None:
        async with house() as at:
            one = await at.leg("one", 440)
            two = await at.leg("two", 550)
            at.media.hear({"one": ["two"], "two": ["one"]})
            await at.told(Up("one"), Up("two"))
            began = one.timestamp
            for press in pressed("5#"):
                if press is not None and press.payload is not None:
                    began = one.timestamp if press.first else began
                    ahead, one.timestamp = one.timestamp, began
                    one.send(one.to, press.payload, 101)
                    one.timestamp = ahead
                await asyncio.sleep(0.005)
            await at.told(Digit("one", "5"), Digit("one", "#"))
            at.media.dial("two", "1")
            stranger = Peer(2300)
            for _ in range(20):
                stranger.send(one.to)
                one.socket.sendto(b"\x80\x08", one.to)  # truncated
                one.socket.sendto(b"\x80\x08" + bytes(3000), one.to)
                await asyncio.sleep(0.01)
            await two.hears({440})
            assert [event.digit for event in at.events if isinstance(event, Digit)] == ["5", "#"]
            keys = [packet for _at, packet in two.came if packet.kind == 101]
            assert [packet.payload[0] for packet in keys] == [1] * 8
            assert (
                len({packet.timestamp for packet in keys}) == 1 and [packet.marker for packet in keys] == [True] + [False] * 7
            )
            assert [bool(packet.payload[1] & 0x80) for packet in keys] == [False] * 5 + [True] * 3
            stranger.listen()
            assert stranger.came == []
            at.media.listen("two", True, pause=0.2)
            two.pitch = 0
            await asyncio.sleep(0.4)
            two.pitch = 550
            await at.told(Began("two"))
            two.pitch = 0
            await at.until(lambda: any(isinstance(event, Utterance) and event.seconds > 0.3 for event in at.events))
            (said,) = [event for event in at.events if isinstance(event, Utterance) and event.seconds > 0.3][-1:]
            assert pitches(np.frombuffer(said.pcm, "<i2")) == {550}
            two.pitch = 550
            moved = await moved_to(at, 1850)
            await two.hears({1850})
            await moved.hears({550})
            stranger.close()

    async def moved_to(at: House, pitch: int) -> Peer:
        """The first telephone goes on elsewhere, as a re-INVITE says."""
        before = at.peers["one"]
        before.close()
        moved = at.peers["one"] = Peer(pitch)
        at.media.connect("one", "127.0.0.1", moved.port, "PCMA", 101)
        await asyncio.sleep(0.1)
        moved.talk(before.to)
        return moved

    asyncio.run(walk())


def test_the_process_falls_and_everything_is_put_back(tmp_path: Path) -> None:
    async def walk() -> None:
        async with house() as at:
            _, two = await at.leg("one", 440), await at.leg("two", 550)
            at.media.hear({"one": ["two"], "two": ["one"]})
            at.media.play("two", [wav(tmp_path / "music.wav", 1000, 0.5)], loop=True)
            await two.hears({440, 1000})
            fallen = at.media.process
            assert fallen is not None
            os.kill(fallen, signal.SIGKILL)
            third = await at.leg("three", 697)  # asked for while there is no process
            at.media.hear({"three": ["one"]})
            await at.told(MediaLost())
            assert at.media.process != fallen
            await at.hear({"one": {550}, "two": {440, 1000}, "three": {440}})
            assert third.came
            at.media.stop_playing("two")
            await two.hears({440})

    asyncio.run(walk())
