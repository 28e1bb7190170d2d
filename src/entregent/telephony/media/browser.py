"""A leg that comes from a browser, by WebRTC (aiortc).

Its sound is taken as the packets that it is, and laid in the same jitter buffer as any other's. G.711 needs no coding on the
way, Opus is decoded here.
"""

import asyncio
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import numpy as np
from aioice import ice
from aiortc import MediaStreamTrack, RTCConfiguration, RTCIceTransport, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.rtp import RtpPacket

from entregent.telephony.media.events import Down, Event, Up
from entregent.telephony.media.g711 import FRAME, RATE, Pcm, encode
from entregent.telephony.media.jitter import JitterBuffer
from entregent.telephony.media.reception import Reception

ice.CONSENT_INTERVAL, ice.CONSENT_FAILURES = 1, 4  # seconds, questions unanswered: lost after five, not thirty

WAITING = 3  # frames that may wait to be sent; older ones are let go
OPUS = 6  # samples of Opus, at 48 kHz, in one of ours

_found_addresses = ice.get_host_addresses


def use_loopback() -> None:
    """Have browsers of this machine reach us where there is no network: for tests and demonstrations."""
    ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1", *_found_addresses(use_ipv4, use_ipv6)]


class _Voice(MediaStreamTrack):
    """What the browser is sent: a frame at a time, nothing while it hears nobody."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: asyncio.Queue[Any] = asyncio.Queue(WAITING)

    async def recv(self) -> Any:
        """The next frame, as aiortc asks for it."""
        return await self._frames.get()

    def put(self, frame: Any) -> None:
        """Have a frame sent."""
        if self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(frame)


class BrowserLeg:
    """One browser. ``codec`` and ``buffer`` are those of what it says, once taken in."""

    codec = "PCMA"

    def __init__(self, name: str, tell: Callable[[Event], None], gone: Callable[["BrowserLeg"], None]) -> None:
        """``gone`` is called when it is connected no more."""
        self.name = name
        self.buffer = JitterBuffer()
        self.reception = Reception()
        self.strangers = self.told_at = 0
        self.ready = False
        self._tell, self._gone = tell, gone
        self._voice = _Voice()
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.on("connectionstatechange", self._changed)
        self._over = False
        self._way: RTCIceTransport | None = None
        self._kind, self._opus = 8, False
        self._decoder: Any = None
        self._times = (0, 0)  # the last timestamp, and what it is in our samples

    async def answer(self, offer: str, codec: str) -> str:
        """Our answer to a browser's offer; ``codec``: ``PCMA`` or ``opus`` first. Raises ValueError when there is no sound."""
        self._peer.addTrack(self._voice)
        (transceiver,) = self._peer.getTransceivers()
        known = RTCRtpSender.getCapabilities("audio").codecs
        wanted = sorted(known, key=lambda one: one.mimeType.lower() != f"audio/{codec.lower()}")
        transceiver.setCodecPreferences([one for one in wanted if one.mimeType.lower() in ("audio/pcma", "audio/opus")])
        self._way = transceiver.receiver.transport.transport
        transceiver.receiver._handle_rtp_packet = self._take  # type: ignore[method-assign]
        await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        answer: str = self._peer.localDescription.sdp
        chosen = re.search(r"^m=audio [1-9]\d* \S+ (\d+)", answer, re.M)
        if chosen is None:
            raise ValueError("an offer without sound")
        self._kind = int(chosen[1])
        self._opus = f"a=rtpmap:{self._kind} opus/" in answer
        if self._opus:
            self._decoder = av.CodecContext.create("libopus", "r")
            self._resampler = av.AudioResampler("s16", "mono", RATE)
        return answer

    def send(self, codes: bytes, sound: Pcm, samples: int) -> None:
        """Send a frame, coded and not; ``samples``: since the beginning of all."""
        frame: av.Packet[Any] | av.AudioFrame = av.Packet(codes)
        if self._opus:
            frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), "s16", "mono")
            frame.sample_rate = RATE
        frame.pts, frame.time_base = samples, Fraction(1, RATE)
        self._voice.put(frame)

    async def close(self) -> None:
        """Let go of the browser, without a word about it."""
        self._over = True
        await self._peer.close()

    async def _take(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """A packet that came, instead of aiortc's own buffer, decoder and thread."""
        if packet.payload_type != self._kind or not packet.payload:
            return
        payload, timestamp = packet.payload, packet.timestamp
        if self._opus:
            payload, timestamp = self._decoded(payload), self._in_ours(timestamp)
        self.reception.count(packet.ssrc, packet.sequence_number, timestamp, arrival_time_ms / 1000)
        if payload and len(payload) <= 6 * FRAME:
            self.buffer.put(packet.ssrc, timestamp, payload)

    def _decoded(self, payload: bytes) -> bytes:
        try:
            frames = self._decoder.decode(av.Packet(payload))
        except av.error.FFmpegError:
            return b""
        pieces = [piece.to_ndarray().reshape(-1) for frame in frames for piece in self._resampler.resample(frame)]
        return encode("PCMA", np.concatenate(pieces)) if pieces else b""

    def _in_ours(self, timestamp: int) -> int:
        """An Opus timestamp in samples of ours: they turn over at different moments."""
        before, ours = self._times
        ours += ((timestamp - before + 0x80000000 & 0xFFFFFFFF) - 0x80000000) // OPUS
        self._times = (timestamp, ours)
        return ours & 0xFFFFFFFF

    def _changed(self) -> None:
        state = self._peer.connectionState
        if state == "connected" and not self.ready:
            self.ready = True
            self._tell(Up(self.name))
        elif state in ("failed", "closed") and not self._over:
            self.ready, self._over = False, True
            # It asks whether the browser is still there until it has gone, and stops asking when nobody answers.
            lost = self._way is not None and self._way._connection._query_consent_task is None
            self._tell(Down(self.name, "lost" if lost else "closed"))
            self._gone(self)
