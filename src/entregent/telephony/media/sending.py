"""The packets of a tick, written for all RTP legs at once."""

from collections.abc import Sequence

import numpy as np

from entregent.telephony.media.g711 import CODES, FRAME, Bytes
from entregent.telephony.media.leg import RtpLeg

_header = [("version", "u1"), ("kind", "u1"), ("number", ">u2"), ("timestamp", ">u4"), ("source", ">u4")]
_packet = np.dtype([*_header, ("sound", "u1", FRAME)])


class Outgoing:
    """What some connected legs are sent. A leg's numbers follow from the tick's, so nothing is counted for each."""

    def __init__(self, legs: Sequence[RtpLeg]) -> None:
        self._legs = legs
        self._packets = np.zeros(len(legs), _packet)
        self._packets["version"] = 0x80
        self._packets["source"] = [leg.ssrc for leg in legs]
        self._kinds = np.array([CODES[leg.codec] for leg in legs], np.uint8)
        self._numbers = np.array([leg.number for leg in legs], np.int64)
        self._offsets = np.array([leg.offset for leg in legs], np.int64)
        self._bytes = memoryview(self._packets.view(np.uint8).reshape(-1))  # type: ignore[arg-type]
        self._fresh = True

    def send(self, sound: Bytes, tick: int, samples: int) -> None:
        """Send each leg its row of ``sound``, coded already; the ``tick``-th, ``samples`` since the beginning."""
        packets, size = self._packets, _packet.itemsize
        packets["number"] = self._numbers + tick & 0xFFFF
        packets["timestamp"] = self._offsets + samples & 0xFFFFFFFF
        packets["sound"] = sound
        packets["kind"] = self._kinds
        if self._fresh:
            self._mark()
        for place, leg in enumerate(self._legs):
            remote = leg.remote
            if remote is None:
                continue
            if leg.dialling is not None:
                key = leg.press(leg.number + tick, leg.offset + samples)
                if key is not None:
                    leg.rtp.send(key, remote)
                    continue
            leg.rtp.send(self._bytes[place * size : place * size + size], remote)

    def _mark(self) -> None:
        """The first packet that a leg is sent says that sound begins (RFC 3551 §4.1)."""
        self._fresh = False
        for place, leg in enumerate(self._legs):
            if leg.fresh:
                leg.fresh = False
                self._packets["kind"][place] |= 0x80
