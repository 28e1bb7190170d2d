"""RTP packets (RFC 3550 §5.1), read and written."""

import struct
from typing import NamedTuple

VERSION = 0x80
LONGEST = 960  # bytes of sound in a packet that is taken: 120 ms, twice what any telephone sends

_header = struct.Struct("!BBHII")
_extension = struct.Struct("!HH")


class Packet(NamedTuple):
    """One packet; ``timestamp`` counts samples."""

    kind: int
    marker: bool
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def read(data: bytes) -> Packet | None:
    """The packet in a datagram; None for anything else: truncated, another version, RTCP on the same port (RFC 5761 §4)."""
    if len(data) < 13:
        return None
    first, second, sequence, timestamp, source = _header.unpack_from(data)
    kind = second & 0x7F
    if first & 0xC0 != VERSION or 64 <= kind < 96:
        return None
    start, end = 12 + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if start + 4 > end:
            return None
        start += 4 + 4 * _extension.unpack_from(data, start)[1]
    if first & 0x20:
        padding = data[-1]
        if not padding:
            return None
        end -= padding
    if not start < end <= start + LONGEST:
        return None
    return Packet(kind, second > 0x7F, sequence, timestamp, source, data[start:end])


def write(kind: int, marker: bool, sequence: int, timestamp: int, source: int, payload: bytes) -> bytes:
    """The datagram of a packet; numbers turn over at their width."""
    return _header.pack(VERSION, kind | marker << 7, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + payload
