"""The legs, who hears whom, and one tick of it all."""

import select
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from entregent.telephony.media.concealment import FADE, HISTORY, conceal
from entregent.telephony.media.events import Event, Played, Quality, Silent
from entregent.telephony.media.g711 import DECODED, ENCODED, FRAME, SECOND, SILENCE, Bytes, Pcm, decode
from entregent.telephony.media.leg import RtpLeg
from entregent.telephony.media.mixing import Plan
from entregent.telephony.media.player import Player
from entregent.telephony.media.recording import Recorder
from entregent.telephony.media.sending import Outgoing

if TYPE_CHECKING:
    from entregent.telephony.media.browser import BrowserLeg  # what browsers need is heavy: loaded when the process is up

AT_ONCE = 40  # datagrams of a leg read in a tick: twenty times what a telephone sends
CONCEALED = 100  # gaps filled in a tick; a network that fails all its calls at once is not worth the others' time
QUALITY = 5  # seconds between two words on a leg's quality
SILENCE_TOLD = 10  # seconds without sound

_both = np.concatenate((DECODED["PCMA"], DECODED["PCMU"]))


class Switchboard:
    """Everything that a tick touches. Knows no clock: it is told the time."""

    def __init__(self, host: str, tell: Callable[[Event], None]) -> None:
        self._host = host
        self._tell = tell
        self.legs: dict[str, RtpLeg | BrowserLeg] = {}
        self.players: dict[str, Player] = {}
        self._cut: dict[str, Player] = {}  # the music of each leg, where it was cut
        self.recorders: dict[str, Recorder] = {}
        self._ears: dict[str, Callable[[Pcm], None]] = {}
        self._heard: dict[str, tuple[str, ...]] = {}
        self._sockets: dict[int, Callable[[float, Callable[[Event], None]], None]] = {}
        self._waiting = select.epoll()
        self._tick = self._samples = 0
        self._changed = True
        self._arrange()

    def open(self, leg: str, port: int) -> None:
        """Open a leg on ``port`` and the next. Raises OSError when one is taken."""
        if leg in self.legs:
            return
        opened = RtpLeg(leg, self._host, port)
        opened.told_at = self._tick
        self.legs[leg] = opened
        for port_of, receive in ((opened.rtp, opened.receive), (opened.rtcp, opened.be_told)):
            self._sockets[port_of.fileno] = receive
            self._waiting.register(port_of.fileno, select.EPOLLIN)
        self._changed = True

    def welcome(self, leg: "BrowserLeg") -> None:
        """Take in a browser's leg; one of the same name gives way."""
        leg.told_at = self._tick
        self.legs[leg.name] = leg
        self._changed = True

    def changed(self) -> None:
        """Say that a leg became ready, or is so no more."""
        self._changed = True

    def connect(self, leg: str, host: str, port: int, codec: str, events: int | None, now: float) -> None:
        """Say where a leg's sound goes."""
        if isinstance(known := self.legs.get(leg), RtpLeg):
            known.connect(host, port, codec, events, now)
            self._changed = True

    def close(self, leg: str) -> None:
        """Close a leg: nobody hears it any more, and it hears nobody."""
        self.stop_playing(leg)
        self._cut.pop(leg, None)
        self._heard.pop(leg, None)
        self._ears.pop(leg, None)
        closed = self.legs.pop(leg, None)
        if isinstance(closed, RtpLeg):
            for port_of in (closed.rtp, closed.rtcp):
                self._waiting.unregister(port_of.fileno)
                del self._sockets[port_of.fileno]
            closed.close()
        self._changed = True

    def hear(self, wanted: Mapping[str, Collection[str]]) -> None:
        """From the next tick on, each listener hears these legs."""
        self._heard.update({listener: tuple(legs) for listener, legs in wanted.items() if listener in self.legs})
        self._changed = True

    def play(self, leg: str, player: Player) -> None:
        """Have a leg hear a player, beside those that it hears; what played before is over. Music goes on where it was cut."""
        self.stop_playing(leg)
        if leg in self.legs:
            player.go_on_from(self._cut.get(leg))
            self.players[leg] = player
            self._changed = True

    def stop_playing(self, leg: str) -> None:
        """End what a leg is played."""
        player = self.players.pop(leg, None)
        if player is not None:
            self._changed = True
            if player.loops:
                self._cut[leg] = player
            self._tell(Played(leg, player.mark, player.over, player.seconds))

    def record(self, recording: str, recorder: Recorder) -> None:
        """Have a recorder take what it taps at each tick."""
        self.recorders[recording] = recorder
        self._changed = True

    def tap(self, recording: str, left: Collection[str], right: Collection[str]) -> None:
        """From the next tick on, a recording holds these legs."""
        if (recorder := self.recorders.get(recording)) is not None:
            recorder.tap(left, right)
            self._changed = True

    def recorded(self, recording: str) -> Recorder:
        """End a recording. Raises KeyError."""
        self._changed = True
        return self.recorders.pop(recording)

    def listen(self, leg: str, ear: Callable[[Pcm], None] | None) -> None:
        """Give an ear what a leg says, or nobody."""
        self._ears.pop(leg, None)
        if ear is not None:
            self._ears[leg] = ear
        self._changed = True

    def dial(self, leg: str, digits: str) -> None:
        """Press keys on a leg."""
        if isinstance(known := self.legs.get(leg), RtpLeg):
            known.dial(digits)

    def tick(self, now: float, skipped: int = 0) -> None:
        """Twenty milliseconds. ``skipped``: those that nobody had time for."""
        self._tick += 1
        self._samples += FRAME * (1 + skipped)
        for _ in range(AT_ONCE):
            waiting = self._waiting.poll(0)
            if not waiting:
                break
            for number, _kind in waiting:
                self._sockets[number](now, self._tell)
        if self._changed:
            self._arrange()
        sound = self._sound()
        for row, ear in self._listening:
            ear(sound[row].copy())
        mixed = self._plan.mix(sound)
        codes: Bytes = ENCODED["PCMA"][mixed.view(np.uint16)]
        if len(self._mu_law):
            codes[self._mu_law] = ENCODED["PCMU"][mixed[self._mu_law].view(np.uint16)]
        self._outgoing.send(codes[: len(self._connected)], self._tick, self._samples)
        for place, browser in self._browsing:
            browser.send(codes[place].tobytes(), mixed[place], self._samples)
        for place, recorder in self._recording:
            recorder.take(codes[place : place + 2], skipped)
        for listener in [listener for listener, player in self.players.items() if player.over]:
            self.stop_playing(listener)
        for leg in self._all[self._tick % SECOND :: SECOND]:
            self._look_after(leg, now)

    def _sound(self) -> Pcm:
        """The rows of this tick: nothing, the legs, the players."""
        rows = self._rows
        late: list[tuple[int, RtpLeg | BrowserLeg]] = []
        frames = []
        for place, leg in enumerate(self._all):
            frame = leg.buffer.get()
            if frame is None:
                frame = SILENCE[leg.codec]
                if 0 < leg.buffer.run <= FADE and len(late) < CONCEALED:
                    late.append((place, leg))
            frames.append(frame)
        if frames:
            codes = np.frombuffer(b"".join(frames), np.uint8).reshape(-1, FRAME)
            rows[1 : 1 + len(frames)] = _both[codes + self._laws] if self._has_mu_law else DECODED["PCMA"][codes]
        for place, leg in late:
            rows[1 + place] = conceal(decode(leg.codec, leg.buffer.past(HISTORY)), leg.buffer.run)
        for row, player in self._playing:
            rows[row] = player.next()
        return rows

    def _look_after(self, leg: "RtpLeg | BrowserLeg", now: float) -> None:
        """Once a second for each leg: what is to be told of it."""
        if not leg.ready:
            return
        if isinstance(leg, RtpLeg):
            since = now - max(leg.waiting_since, leg.heard_at or 0)
            if since >= SILENCE_TOLD and not leg.silent:
                leg.silent = True
                self._tell(Silent(leg.name, round(since, 1)))
        if self._tick - leg.told_at >= QUALITY * SECOND:
            leg.told_at = self._tick
            received, lost = leg.reception.since()
            trip = None
            if isinstance(leg, RtpLeg):
                trip = leg.round_trip
                leg.report(self._tick, leg.offset + self._samples, received, lost)
            jitter, trip_ms = round(leg.reception.jitter * 1000, 2), None if trip is None else round(trip * 1000, 1)
            self._tell(Quality(leg.name, received, lost, jitter, trip_ms, leg.strangers))

    def _arrange(self) -> None:
        """Give everyone a row, after something changed."""
        self._changed = False
        self._all = list(self.legs.values())
        rows = {leg.name: place for place, leg in enumerate(self._all, 1)}
        players = {listener: place for place, listener in enumerate(self.players, 1 + len(self._all))}
        self._playing = [(players[listener], player) for listener, player in self.players.items()]
        self._listening = [(rows[name], ear) for name, ear in self._ears.items() if name in rows]
        self._rows = np.zeros((1 + len(rows) + len(players), FRAME), np.int16)
        self._laws = np.array([[256 * (leg.codec == "PCMU")] for leg in self._all], np.uint16)
        self._has_mu_law = bool(self._laws.any())
        self._connected = [leg for leg in self._all if isinstance(leg, RtpLeg) and leg.ready]
        self._mu_law = np.array([place for place, leg in enumerate(self._connected) if leg.codec == "PCMU"], np.intp)
        self._outgoing = Outgoing(self._connected)

        def heard(by: str) -> Sequence[int]:
            found = [rows[name] for name in self._heard.get(by, ()) if name in rows]
            return [*found, players[by]] if by in players else found

        # A browser that hears nobody is sent nothing: an agent's stays up all day.
        browsers = [leg for leg in self._all if not isinstance(leg, RtpLeg) and leg.ready and heard(leg.name)]
        self._browsing = list(enumerate(browsers, len(self._connected)))
        first = len(self._connected) + len(browsers)
        self._recording = [(first + 2 * place, recorder) for place, recorder in enumerate(self.recorders.values())]
        sides = [side for _place, recorder in self._recording for side in (recorder.left, recorder.right)]
        taped = [[rows[name] for name in side if name in rows] for side in sides]
        self._plan = Plan([*(heard(leg.name) for leg in self._connected), *(heard(leg.name) for leg in browsers), *taped])
