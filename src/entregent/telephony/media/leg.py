"""A leg that comes by RTP: its ports, where its sound comes from and goes to, its keys."""

import random
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from entregent.telephony.media import rtcp, rtp
from entregent.telephony.media.digits import Keys, Press, pressed, sounded
from entregent.telephony.media.events import Digit, Event, Up
from entregent.telephony.media.g711 import CODES, FRAME, RATE, encode
from entregent.telephony.media.jitter import JitterBuffer
from entregent.telephony.media.reception import Reception
from entregent.telephony.media.sockets import Address, Port


class RtpLeg:
    """One side of a call. Nothing is sent, and nothing heard, before ``connect``."""

    def __init__(self, name: str, host: str, port: int) -> None:
        """Raises OSError when one of the two ports is taken."""
        self.name = name
        self.rtp = Port(host, port)
        try:
            self.rtcp = Port(host, port + 1)
        except OSError:
            self.rtp.close()
            raise
        self.codec = "PCMA"
        self.events: int | None = None
        self.signalled: Address | None = None
        self.latched: Address | None = None
        self.remote: Address | None = None  # where its sound is sent: where sound comes from, or where SDP said
        self._nowhere = False
        self.buffer = JitterBuffer()
        self.reception = Reception()
        self.strangers = 0
        self.round_trip: float | None = None  # seconds
        self._their_report = (0, 0.0)  # the middle of its NTP time, when it came
        self.number, self.offset = random.getrandbits(16), random.getrandbits(32)  # where its sequence and timestamps begin
        self.ssrc = random.getrandbits(32)
        self.fresh = True  # the next packet begins a talkspurt
        self.dialling: Iterator[Press | None] | None = None
        self.heard_at: float | None = None  # the tick at which sound last came
        self.waiting_since = 0.0
        self.silent = False
        self.told_at = 0
        self._keys = Keys()
        self._code = CODES["PCMA"]

    @property
    def ready(self) -> bool:
        """Whether it is known where its sound goes."""
        return self.signalled is not None

    def connect(self, host: str, port: int, codec: str, events: int | None, now: float) -> None:
        """Say where it is, or where it is from now on; 0.0.0.0 is nowhere: it waits (RFC 3264 §8.4).

        Raises KeyError for a codec that is not ours, ValueError for a name: to look one up would take time.
        """
        self._code = CODES[codec]
        self._nowhere = ip_address(host).is_unspecified
        if self.signalled != (host, port):
            self.signalled, self.latched, self.heard_at = (host, port), None, None
            self.remote = None if self._nowhere else self.signalled
        if codec != self.codec:
            self.buffer = JitterBuffer(codec)
        self.codec, self.events, self.fresh = codec, events, True
        self.waiting_since, self.silent = now, False

    def receive(self, now: float, tell: Callable[[Event], None]) -> None:
        """Take a datagram that has come."""
        got = self.rtp.receive()
        if got is None:
            return
        data, address, arrival = got
        if address != self.latched and not self._may_be(address):
            return
        packet = rtp.read(data)
        if packet is None or (packet.kind != self._code and packet.kind != self.events):
            return
        if self.latched != address:
            self.latched = address
            self.remote = None if self._nowhere else address
        sound = packet.kind == self._code
        self.reception.count(packet.source, packet.sequence, packet.timestamp if sound else None, arrival)
        if sound:
            self.buffer.put(packet.source, packet.timestamp, packet.payload)
            if self.heard_at is None or self.silent:
                self.silent = False
                tell(Up(self.name))
            self.heard_at = now
        else:
            key = self._keys.read(packet.timestamp, packet.payload)
            if key is not None:
                tell(Digit(self.name, key))

    def _may_be(self, address: Address) -> bool:
        """Whether sound from elsewhere is this leg's: the first that comes, once; later only from where SDP says."""
        if self.signalled is None:
            return False
        if self.latched is None or address == self.signalled:
            return True
        self.strangers += 1
        return False

    def be_told(self, _now: float, _tell: Callable[[Event], None]) -> None:
        """Take a report (RTCP) that has come."""
        got = self.rtcp.receive()
        if got is None or self.remote is None or got[1][0] != self.remote[0]:
            return
        data, _address, arrival = got
        for report in rtcp.read(data):
            if report.sent_at is not None:
                self._their_report = (report.sent_at, arrival)
            for heard in report.heard:
                if heard.source == self.ssrc and (trip := rtcp.round_trip(heard, arrival)) is not None:
                    self.round_trip = trip

    def report(self, packets: int, timestamp: int, received: int, lost: int) -> None:
        """Tell the other end how it is heard (RTCP)."""
        if self.remote is None:
            return
        now, came = time.time(), self.reception
        sent_at, arrived = self._their_report
        heard = rtcp.Heard(
            came.source,
            min(255, 256 * lost // max(1, received + lost)),
            came.lost,
            came.highest,
            round(came.jitter * RATE),
            sent_at,
            round((now - arrived) * 65536) & 0xFFFFFFFF if sent_at else 0,
        )
        data = rtcp.write(self.ssrc, now, timestamp, packets, heard if came.received else None)
        self.rtcp.send(data, (self.remote[0], self.remote[1] + 1))

    def dial(self, digits: str) -> None:
        """Press keys, after those that are being pressed."""
        presses = pressed(digits) if self.events is not None else sounded(digits)
        before = self.dialling
        self.dialling = presses if before is None else _after(before, presses)

    def press(self, number: int, timestamp: int) -> bytes | None:
        """The datagram of the key that is down at this tick, with the numbers its sound would have; None: no key is."""
        if self.dialling is None:
            return None
        try:
            key = next(self.dialling)
        except StopIteration:
            self.dialling = None
            return None
        if key is None:
            return None
        if key.sound is not None:
            return rtp.write(self._code, key.first, number, timestamp, self.ssrc, encode(self.codec, key.sound))
        if key.payload is None or self.events is None:
            return None
        return rtp.write(self.events, key.first, number, timestamp - key.age * FRAME, self.ssrc, key.payload)

    def close(self) -> None:
        """Give its ports back."""
        self.rtp.close()
        self.rtcp.close()


def _after(first: Iterator[Press | None], then: Iterator[Press | None]) -> Iterator[Press | None]:
    yield from first
    yield from then
