"""Telephones for the tests: a UDP port each, a steady tone, an ear; and what is in a sound, by Fourier."""

import asyncio
import socket
import time
from collections.abc import Collection

import numpy as np

from entregent.telephony.media import rtp
from entregent.telephony.media.g711 import CODES, FRAME, RATE, decode, encode

PITCHES = (350, 440, 550, 697, 850, 1000, 1209, 1500, 1850, 2300)


def tone(pitch: int, seconds: float = 1.0, level: int = 6000) -> np.ndarray:
    return (level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def pitches(sound: np.ndarray, among: Collection[int] = PITCHES) -> set[int]:
    """Which of some pitches are in a sound, 30 dB or less below the loudest a telephone may be."""
    if len(sound) < 800:
        return set()
    window = np.hanning(len(sound))
    spectrum = np.abs(np.fft.rfft(sound * window)) / window.sum() * 2
    at = np.fft.rfftfreq(len(sound), 1 / RATE)
    return {pitch for pitch in among if spectrum[np.abs(at - pitch) < 15].max() > 500}


class Peer:
    """A telephone on the loopback. ``pitch`` 0: it sends silence."""

    def __init__(self, pitch: int = 0, codec: str = "PCMA", source: int | None = None) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.pitch, self.codec = pitch, codec
        self.source = source if source is not None else self.port
        self.number = self.timestamp = 0
        self.to = ("127.0.0.1", 0)
        self.came: list[tuple[float, rtp.Packet]] = []
        self._task: asyncio.Task[None] | None = None

    def send(self, to: tuple[str, int], payload: bytes | None = None, kind: int | None = None) -> None:
        """One packet of 20 ms; a steady tone when nothing else is given."""
        if payload is None:
            at = (self.timestamp + np.arange(FRAME)) / RATE
            payload = encode(self.codec, (6000 * np.sin(2 * np.pi * self.pitch * at)).astype(np.int16))
        kind = CODES[self.codec] if kind is None else kind
        self.socket.sendto(rtp.write(kind, self.number == 0, self.number, self.timestamp, self.source, payload), to)
        self.number += 1
        self.timestamp += FRAME

    def listen(self) -> None:
        """Take what has come."""
        while True:
            try:
                data = self.socket.recv(2048)
            except BlockingIOError:
                return
            packet = rtp.read(data)
            if packet is not None:
                self.came.append((time.monotonic(), packet))

    def talk(self, to: tuple[str, int]) -> None:
        """Send and listen from now on."""
        self._task = asyncio.create_task(self._talk(to))

    async def _talk(self, to: tuple[str, int]) -> None:
        began = time.monotonic()
        for turn in range(1, 1_000_000):
            self.send(to)
            self.listen()
            await asyncio.sleep(max(0.0, began + turn * 0.02 - time.monotonic()))

    def heard(self, since: int = 0) -> np.ndarray:
        """The sound that came, from the ``since``-th packet on."""
        self.listen()
        sounds = [packet.payload for _at, packet in self.came[since:] if packet.kind == CODES[self.codec]]
        return decode(self.codec, b"".join(sounds))

    async def hears(self, wanted: set[int], within: float = 10.0, among: Collection[int] = PITCHES) -> None:
        """Wait until these pitches, and no others of those that it knows, are heard during a third of a second."""
        until, found = time.monotonic() + within, None
        await asyncio.sleep(0.1)
        while found != wanted:
            assert time.monotonic() < until, f"hears {found}, not {wanted}"
            self.listen()
            since = len(self.came)
            await asyncio.sleep(0.35)
            found = pitches(self.heard(since), among) if len(self.heard(since)) >= RATE / 4 else None

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.socket.close()
