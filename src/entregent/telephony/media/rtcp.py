"""What two ends tell each other of their sound (RTCP, RFC 3550 §6): read and written. Pure; times are seconds of the epoch."""

import struct
from dataclasses import dataclass

SENDER, RECEIVER, DESCRIPTION = 200, 201, 202
_EPOCH = 2_208_988_800  # seconds from 1900, where NTP begins, to 1970

_head = struct.Struct("!BBHI")
_sent = struct.Struct("!IIIII")
_block = struct.Struct("!IIIIII")


@dataclass(frozen=True)
class Heard:
    """How one end hears the other: what a report block says."""

    source: int
    fraction: int = 0  # of 256, lost since the last report
    lost: int = 0
    highest: int = 0
    jitter: int = 0  # samples
    last: int = 0  # the middle of the NTP time in the last report that came from there
    since: int = 0  # 1/65536 seconds since


@dataclass(frozen=True)
class Report:
    """What came: its sender's, the middle of its NTP time if it sends sound, how it hears."""

    source: int
    sent_at: int | None
    heard: tuple[Heard, ...]


def middle(at: float) -> int:
    """The middle 32 bits of an NTP time: 1/65536 seconds, turning over each 18 hours."""
    return int((at + _EPOCH) * 65536) & 0xFFFFFFFF


def write(source: int, at: float, timestamp: int, packets: int, heard: Heard | None) -> bytes:
    """A sender's report, with how the other end is heard, and the nameless name that a compound packet must have (§6.1)."""
    seconds, fraction = divmod(at + _EPOCH, 1)
    blocks = b""
    if heard is not None:
        lost = max(-0x800000, min(0x7FFFFF, heard.lost)) & 0xFFFFFF
        blocks = _block.pack(
            heard.source, heard.fraction << 24 | lost, heard.highest & 0xFFFFFFFF, heard.jitter, heard.last, heard.since
        )
    body = _sent.pack(
        int(seconds) & 0xFFFFFFFF,
        int(fraction * 2**32),
        timestamp & 0xFFFFFFFF,
        packets & 0xFFFFFFFF,
        packets * 160 & 0xFFFFFFFF,
    )
    report = _head.pack(0x80 | bool(blocks), SENDER, 6 + len(blocks) // 4, source) + body + blocks
    name = b"\x01\x08%08x" % source
    return report + _head.pack(0x81, DESCRIPTION, 1 + len(name + b"\0\0") // 4, source) + name + b"\0\0"


def read(data: bytes) -> list[Report]:
    """The reports in a datagram; what is not whole, or not a report, is passed over."""
    found = []
    while len(data) >= _head.size:
        first, kind, words, source = _head.unpack_from(data)
        size = 4 * (words + 1)
        if first & 0xC0 != 0x80 or size > len(data):
            break
        at, sent_at = _head.size, None
        if kind == SENDER and size >= at + _sent.size:
            seconds, fraction = struct.unpack_from("!II", data, at)
            sent_at = (seconds << 16 | fraction >> 16) & 0xFFFFFFFF
            at += _sent.size
        if kind in (SENDER, RECEIVER):
            blocks = min(first & 0x1F, (size - at) // _block.size)
            heard = tuple(_heard(data, at + number * _block.size) for number in range(blocks))
            found.append(Report(source, sent_at, heard))
        data = data[size:]
    return found


def _heard(data: bytes, at: int) -> Heard:
    source, losses, highest, jitter, last, since = _block.unpack_from(data, at)
    lost = losses & 0xFFFFFF
    return Heard(source, losses >> 24, lost - 0x1000000 if lost & 0x800000 else lost, highest, jitter, last, since)


def round_trip(heard: Heard, now: float) -> float | None:
    """Seconds there and back, by what the other end says of our last report (§6.4.1); None when it has not had one."""
    if not heard.last:
        return None
    passed = middle(now) - heard.last - heard.since & 0xFFFFFFFF
    return passed / 65536 if passed < 60 * 65536 else None
