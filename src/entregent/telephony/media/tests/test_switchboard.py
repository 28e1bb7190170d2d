"""The switchboard driven tick by tick, without its process: real sockets, time as told."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entregent.kernel.tests.ports import free_port
from entregent.telephony.media import rtcp
from entregent.telephony.media.events import Event, Quality, Silent, Up
from entregent.telephony.media.sockets import Port
from entregent.telephony.media.switchboard import Switchboard
from entregent.telephony.media.tests.peers import Peer, pitches


class Desk:
    """A switchboard and its telephones, fifty ticks a second that take no time."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.board = Switchboard("127.0.0.1", self.events.append)
        self.peers: dict[str, Peer] = {}
        self.now = 1000.0
        self.port = free_port() + 1 & ~1

    def leg(self, name: str, pitch: int, codec: str = "PCMA") -> Peer:
        peer = self.peers[name] = Peer(pitch, codec)
        peer.to = ("127.0.0.1", self.port)
        self.port += 2
        self.board.open(name, peer.to[1])
        self.board.connect(name, "127.0.0.1", peer.port, codec, 101, self.now)
        return peer

    def run(self, ticks: int, *silent: str) -> None:
        for _ in range(ticks):
            for name, peer in self.peers.items():
                if name not in silent:
                    peer.send(peer.to)
            self.tick()

    def tick(self) -> None:
        self.now += 0.02
        self.board.tick(self.now)
        for peer in self.peers.values():
            peer.listen()

    def told(self, kind: type[Event], leg: str) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind) and event.leg == leg]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    for name, peer in made.peers.items():
        peer.close()
        made.board.close(name)


def test_a_leg_that_goes_silent_is_told_once_until_it_speaks(desk: Desk) -> None:
    desk.leg("one", 440)
    desk.leg("never", 440)
    desk.run(100, "never")
    desk.run(800, "one", "never")
    assert [event.seconds for event in desk.told(Silent, "one")] == pytest.approx([10], abs=1.1)
    assert [event.seconds for event in desk.told(Silent, "never")] == pytest.approx([10], abs=1.1)
    desk.run(10)
    assert len(desk.told(Up, "one")) == 2 and len(desk.told(Up, "never")) == 1


def test_a_bridge_begins_with_what_is_said_now(desk: Desk) -> None:
    """Nobody heard the first leg before: what it said then is not heard, what it says is heard within 60 ms."""
    one, two = desk.leg("one", 440), desk.leg("two", 550)
    desk.run(50)
    one.pitch = 1000
    desk.run(3)
    desk.board.hear({"two": ["one"]})
    since = len(two.came)
    desk.run(40)
    assert pitches(two.heard(since)) == {1000}
    assert np.abs(two.heard(since)[: 3 * 160]).max() > 3000


def test_sound_may_come_from_elsewhere_than_was_said_but_what_was_said_counts_more(desk: Desk) -> None:
    """Behind a router a telephone names an address that is not the one its sound comes from."""
    said, two = desk.leg("one", 440), desk.leg("two", 550)
    routed, thief = Peer(1000), Peer(2300)
    desk.board.hear({"one": ["two"], "two": ["one"]})
    for _ in range(40):
        routed.send(said.to)
        thief.send(said.to)
        desk.run(1, "one")
    routed.listen()
    thief.listen()
    assert pitches(two.heard(10)) == {1000} and pitches(routed.heard(10)) == {550} and thief.came == []
    before = len(two.came)
    for _ in range(40):
        thief.send(said.to)
        routed.send(said.to)
        desk.run(1)
    assert pitches(two.heard(before + 10)) == {440} and pitches(said.heard(len(said.came) - 30)) == {550}
    assert desk.board.legs["one"].strangers >= 100
    routed.close()
    thief.close()


def test_a_hostile_stream_disturbs_nobody(desk: Desk) -> None:
    one, two, third = desk.leg("one", 440), desk.leg("two", 550, "PCMU"), desk.leg("third", 1000)
    desk.board.hear({"one": ["two"], "two": ["one"], "third": ["one", "two"]})
    stranger = Peer(2300)
    desk.run(20)
    for tick in range(150):
        for peer in (one, two):
            if tick % 10 != 7 or peer is two:
                peer.send(peer.to)
            else:
                peer.number, peer.timestamp = peer.number + 1, peer.timestamp + 160  # lost on the way
        for number in range(20):  # a thousand packets a second, of all kinds
            stranger.send(two.to)
            third.send(third.to, bytes([number]) * 160)
            third.socket.sendto(b"\x80\x08" + bytes(8000), third.to)
            third.socket.sendto(bytes([0x80 | number, 8, number]), third.to)
            stranger.socket.sendto(b"\x81\xc9" + bytes(40), (two.to[0], two.to[1] + 1))
        desk.tick()
    assert pitches(two.heard(40)) == {440} and pitches(one.heard(40)) == {550}
    assert pitches(third.heard(40)) == {440, 550}
    assert desk.board.legs["two"].buffer.missing == 0 and desk.board.legs["two"].strangers == 3000
    desk.run(150)
    lost = sum(event.lost for event in desk.told(Quality, "one"))
    assert lost == 15 and desk.board.legs["one"].buffer.missing == 15
    assert all(event.strangers == 3000 for event in desk.told(Quality, "two")[1:])
    stranger.close()


def test_both_ends_tell_each_other_how_they_hear(desk: Desk) -> None:
    one = desk.leg("one", 440)
    reports = Port("127.0.0.1", one.port + 1)
    desk.run(300)
    got = reports.receive()
    assert got is not None
    (report,) = rtcp.read(got[0])
    assert report.sent_at is not None
    (heard,) = report.heard
    assert (heard.source, heard.lost, heard.fraction, heard.highest & 0xFFFF) == (one.source, 0, 0, heard.highest & 0xFFFF)
    back = rtcp.write(one.source, got[2], 0, 5, rtcp.Heard(report.source, last=report.sent_at))
    reports.send(back, (one.to[0], one.to[1] + 1))
    desk.run(300)
    trips = [event.round_trip_ms for event in desk.told(Quality, "one")]
    assert trips[0] is None and trips[-1] is not None and 0 <= trips[-1] < 60_000
    reports.close()


numbers = st.integers(0, 0xFFFFFFFF)


@given(st.binary(max_size=300))
@example(b"\x9f\xc8\xff\xff" + bytes(100))
@example(b"\x9f\xc9\x00\x02" + bytes(8))
def test_no_report_breaks_it(data: bytes) -> None:
    assert len(rtcp.read(data)) <= len(data) // 8


@given(numbers, st.floats(1e9, 3e9), numbers, st.integers(-(2**23), 2**23 - 1), st.integers(0, 255))
def test_a_report_that_is_written_is_read(source: int, at: float, number: int, lost: int, fraction: int) -> None:
    heard = rtcp.Heard(number, fraction, lost, number, 3, 4, 5)
    (report,) = rtcp.read(rtcp.write(source, at, number, 7, heard))
    assert (report.source, report.heard) == (source, (heard,))
    assert report.sent_at is not None and report.sent_at - rtcp.middle(at) in (-1, 0, 1, 2**32 - 1, 1 - 2**32)
    assert rtcp.read(rtcp.write(source, at, number, 7, None))[0].heard == ()
    told = rtcp.Heard(source, last=rtcp.middle(at), since=65536)
    assert not told.last or rtcp.round_trip(told, at + 1.25) == pytest.approx(0.25, abs=1e-4)
