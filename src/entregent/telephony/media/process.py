"""The process of sound: ``python -m entregent.telephony.media.process <control socket> <host> <detector> <loopback>``.

Started by ``Media`` alone. One thread, one loop; it waits for nothing but its clock. Files are read by other threads.
"""

import asyncio
import contextlib
import dataclasses
import gc
import os
import resource
import socket
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import uvloop

from entregent.telephony.media import frames
from entregent.telephony.media.clock import Clock
from entregent.telephony.media.events import Event, Played, Unrecorded
from entregent.telephony.media.leg import RtpLeg
from entregent.telephony.media.listening import Listener, detector
from entregent.telephony.media.player import Player
from entregent.telephony.media.recording import Recorder, Writer
from entregent.telephony.media.sounds import Sounds, Unplayable
from entregent.telephony.media.switchboard import Switchboard

UNREAD = 8 * 1024 * 1024  # bytes that the process of calls may leave unread; beyond, it is not told everything

AT_ONCE = 0.002  # seconds of doing what is asked before the tick may have its turn

Message = dict[str, Any]


class Process:
    """What the process of calls asks for, done; what happens, told."""

    def __init__(self, host: str, writer: asyncio.StreamWriter, judge: str, loopback: bool) -> None:
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._sounds = Sounds()
        self._recording: dict[str, asyncio.Event] = {}  # those that were asked for; set once they are begun
        self._loading: dict[str, Message] = {}  # what is to be played as soon as it has been read
        self._lateness: deque[float] = deque(maxlen=15_000)
        self._skipped, self._worked = 0, 0.0
        self._browser = asyncio.ensure_future(asyncio.to_thread(_browser, loopback))
        self._listener: Listener | None = None
        self._judge = judge
        self._writing = Writer()
        self.board = Switchboard(host, self.tell)
        self._tasks: set[asyncio.Task[None]] = set()
        self._does: dict[str, Callable[[Message, bytes], Any]] = {
            "open": lambda said, _tail: self.board.open(said["leg"], said["port"]),
            "open_browser": self._open_browser,
            "connect": self._connect,
            "close": self._close,
            "hear": lambda said, _tail: self.board.hear(said["wanted"]),
            "play": self._play,
            "stop_playing": self._stop_playing,
            "dial": lambda said, _tail: self.board.dial(said["leg"], said["digits"]),
            "listen": self._listen,
            "record": self._record,
            "tap": lambda said, _tail: self.board.tap(said["recording"], said["left"], said["right"]),
            "finish": self._finish,
            "figures": lambda _said, _tail: self._figures(),
        }

    def tell(self, event: Event) -> None:
        """Tell the process of calls; when it no longer reads, what it misses is lost."""
        if self._writer.transport.get_write_buffer_size() < UNREAD:
            said = dataclasses.asdict(event)
            tail = said.pop("pcm", b"")
            self._writer.write(frames.write({"event": type(event).__name__, "said": said}, tail))

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Do what is asked until the process of calls has gone."""
        ticking = asyncio.create_task(self._keep_time())
        rested = time.monotonic()
        with contextlib.suppress(ValueError):
            while (frame := await frames.read(reader)) is not None:
                await self._do(*frame)
                if time.monotonic() - rested > AT_ONCE:
                    await asyncio.sleep(0)
                    rested = time.monotonic()
        ticking.cancel()
        await self._close_files()

    async def _close_files(self) -> None:
        """Nobody is there any more: what was being recorded is whole all the same."""
        written = asyncio.Event()
        for recorder in self.board.recorders.values():
            recorder.finish(lambda _size: None)

        def done() -> None:
            self._loop.call_soon_threadsafe(written.set)

        self._writing.do(done)
        await written.wait()

    async def _do(self, said: Message, tail: bytes) -> None:
        """One thing asked. What cannot be done is said to who asked; nothing of it stops the sound."""
        try:
            answer = self._does[said["do"]](said, tail)
        except Exception as error:
            self._answer(said, error=f"{type(error).__name__}: {error}")
            return
        if isinstance(answer, Awaitable):
            self._later(self._when_done(said, answer))
        else:
            self._answer(said, answer)

    async def _when_done(self, said: Message, answer: Awaitable[Any]) -> None:
        try:
            self._answer(said, await answer)
        except Exception as error:
            self._answer(said, error=f"{type(error).__name__}: {error}")

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _answer(self, said: Message, answer: Any = None, error: str = "") -> None:
        if "id" in said:
            self._writer.write(frames.write({"id": said["id"], "answer": answer, "error": error}))
        elif error:
            sys.stderr.write(f"media: {said['do']}: {error.partition(':')[0]}\n")

    async def _keep_time(self) -> None:
        clock = Clock(time.monotonic())
        while True:
            await asyncio.sleep(max(0.0, clock.next - time.monotonic()))
            now = time.monotonic()
            late = now - clock.next
            run, skipped = clock.due(now)
            for turn in range(run):
                self._lateness.append(max(0.0, late))
                self._skipped += 0 if turn else skipped
                began = time.monotonic()
                try:
                    self.board.tick(began, 0 if turn else skipped)
                except Exception as error:  # a fault of one tick must not end the calls of all
                    sys.stderr.write(f"media: tick: {type(error).__name__}: {error}\n")
                self._worked += time.monotonic() - began

    def _connect(self, said: Message, _tail: bytes) -> None:
        self.board.connect(said["leg"], said["host"], said["port"], said["codec"], said["events"], time.monotonic())

    async def _open_browser(self, said: Message, offer: bytes) -> str:
        browser = await self._browser
        self._hang_up(said["leg"])
        leg = browser.BrowserLeg(said["leg"], self._tell_of_browser, lambda gone: self._later(gone.close()))
        try:
            answer: str = await leg.answer(offer.decode(), said["codec"])
        except Exception:
            self._later(leg.close())
            raise
        self.board.welcome(leg)
        return answer

    def _tell_of_browser(self, event: Event) -> None:
        self.board.changed()
        self.tell(event)

    def _hang_up(self, name: str) -> None:
        """Let go of a browser, if this leg is one."""
        leg = self.board.legs.get(name)
        if leg is not None and not isinstance(leg, RtpLeg):
            self._later(leg.close())

    def _close(self, said: Message, tail: bytes) -> None:
        self._stop_playing(said, tail)
        self._hang_up(said["leg"])
        self.board.close(said["leg"])

    def _stop_playing(self, said: Message, _tail: bytes) -> None:
        loading = self._loading.pop(said["leg"], None)
        if loading is not None:
            self.tell(Played(said["leg"], loading["mark"], False, 0.0))
        self.board.stop_playing(said["leg"])

    def _play(self, said: Message, tail: bytes) -> None:
        """Play at once what is in memory; read in another thread what is not."""
        self._stop_playing(said, tail)
        try:
            sounds = [self._sounds.known(name) for name in said["files"]]
        except OSError:
            sounds = [None]
        if all(sound is not None for sound in sounds):
            self._begin(said, sounds)
        else:
            self._loading[said["leg"]] = said
            self._later(self._read_and_play(said))

    async def _read_and_play(self, said: Message) -> None:
        try:
            sounds = [await asyncio.to_thread(self._sounds.read, name) for name in said["files"]]
        except Unplayable as error:
            sys.stderr.write(f"media: {error}\n")
            if self._loading.get(said["leg"]) is said:
                self._stop_playing(said, b"")
            return
        if self._loading.get(said["leg"]) is said:
            del self._loading[said["leg"]]
            self._begin(said, sounds)

    def _begin(self, said: Message, sounds: Any) -> None:
        self.board.play(said["leg"], Player(sounds, loop=said["loop"], mark=said["mark"]))

    async def _listen(self, said: Message, _tail: bytes) -> None:
        if not said["on"]:
            self.board.listen(said["leg"], None)
            return
        if self._listener is None:
            made = await asyncio.to_thread(detector, self._judge)
            self._listener = self._listener or Listener(made, self._tell_of_speech)
        self.board.listen(said["leg"], self._listener.ear(said["leg"], said["pause"]))

    def _tell_of_speech(self, event: Event) -> None:
        """In the listener's thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self.tell, event)

    async def _record(self, said: Message, key: bytes) -> None:
        name = said["recording"]
        if name in self._recording:
            await self._recording[name].wait()
            return
        begun = self._recording[name] = asyncio.Event()

        def failed(why: str) -> None:
            self._loop.call_soon_threadsafe(self.tell, Unrecorded(name, why))

        try:
            recorder = await asyncio.to_thread(Recorder, said["path"], key, said["begins"], self._writing, failed)
        except Exception:
            del self._recording[name]
            raise
        finally:
            begun.set()
        recorder.tap(said["left"], said["right"])
        self.board.record(name, recorder)

    async def _finish(self, said: Message, _tail: bytes) -> Message:
        await self._recording.pop(said["recording"]).wait()
        recorder = self.board.recorded(said["recording"])
        written: asyncio.Future[int] = self._loop.create_future()

        def done(size: int) -> None:
            self._loop.call_soon_threadsafe(written.set_result, size)

        recorder.finish(done)
        return {"bytes": await written, "frames": recorder.begins + recorder.frames, "gaps": recorder.gaps}

    def _figures(self) -> Message:
        """How well time is kept: ticks, those passed over; in milliseconds their lateness and the work of one."""
        late, worked = sorted(self._lateness), self._worked
        self._lateness.clear()
        skipped, self._skipped, self._worked = self._skipped, 0, 0.0

        def at(share: float) -> float:
            return round(1000 * late[int(share * (len(late) - 1))], 2) if late else 0.0

        work = round(1000 * worked / max(1, len(late)), 2)
        return {"ticks": len(late), "skipped": skipped, "p50": at(0.5), "p99": at(0.99), "worst": at(1), "work": work}


def _browser(loopback: bool) -> ModuleType:
    """What browsers need takes half a second to load: done while calls may come already."""
    from entregent.telephony.media import browser

    if loopback:
        browser.use_loopback()
    return browser


async def _main(control: int, host: str, judge: str, loopback: bool) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=control))
    process = Process(host, writer, judge, loopback)
    gc.collect()
    gc.freeze()  # what was imported is not looked through again
    writer.write(frames.write({"id": 0, "answer": "ready", "error": ""}))
    await process.serve(reader)


if __name__ == "__main__":
    sys.setswitchinterval(0.001)  # the tick waits at most so long for the threads that read and write files
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a leg takes two, a recording one
    with contextlib.suppress(OSError):  # sound before everything else, where the system allows it
        # All its threads: one that is left waiting while it holds the interpreter would hold the tick too.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(_main(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] == "loopback"))
