"""Recordings: sealed as they are written, read again in any stretch, by whoever has the key."""

import asyncio
import contextlib
import io
import os
import queue
import signal
import stat
import tempfile
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entregent.telephony.media.events import MediaLost, Up
from entregent.telephony.media.g711 import FRAME, RATE, encode
from entregent.telephony.media.link import Unopened
from entregent.telephony.media.recorded import Gap, Recording, gaps
from entregent.telephony.media.recording import Recorder, Writer
from entregent.telephony.media.sealed import CHUNK, HEADER, Unreadable
from entregent.telephony.media.tests.peers import pitches, tone
from entregent.telephony.media.tests.test_calls import house

KEY = bytes(range(32))
LEFT, RIGHT = (np.frombuffer(encode("PCMA", tone(pitch, 3.5)), np.uint8).reshape(-1, FRAME) for pitch in (440, 1000))


@pytest.fixture
def written(tmp_path: Path) -> str:
    """3.5 s: 440 Hz on the left, 1,000 Hz on the right, silence asked for from 1.2 to 1.8, 40 ms lost."""
    path, writer = str(tmp_path / "call"), Writer()
    recorder = Recorder(path, KEY, 0, writer, pytest.fail)
    for frame in range(len(LEFT) - 2):
        recorder.tap(*(((), ()) if 60 <= frame < 90 else (("one",), ())))
        recorder.take(np.stack([LEFT[frame], RIGHT[frame]]), 2 if frame == 100 else 0)
    size: queue.Queue[int] = queue.Queue()
    recorder.finish(size.put)
    assert size.get(timeout=10) == Path(path).stat().st_size
    assert gaps(recorder.gaps) == Recording(path, KEY).gaps() == (Gap(1.2, 0.6, "asked"), Gap(2.0, 0.04, "lost"))
    return path


def test_any_stretch_is_read_and_a_browser_gets_its_range(written: str) -> None:
    recording = Recording(written, KEY)
    assert recording.whole and recording.seconds == 3.5
    left, right = recording.pcm(0.1, 0.9)
    assert left.shape == (7200,) and pitches(left) == {440} and pitches(right) == {1000}
    assert not pitches(recording.pcm(1.2, 0.6)[0]) and pitches(recording.pcm(1.85, 0.15)[0]) == {440}
    whole = recording.wav(0, recording.wav_size - 1)
    with wave.open(io.BytesIO(whole)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, RATE, 28_000)
        heard = np.frombuffer(file.readframes(28_000), "<i2").reshape(-1, 2)
    assert (recording.pcm(0, 3.5) == heard.T).all()
    for first, last in ((0, 43), (10, 60), (44, 44), (1001, 70_003), (111_000, 10**9)):
        assert recording.wav(first, last) == whole[first : last + 1]
    shape = recording.peaks(35)
    assert len(shape) == 35 and shape[0][0] > 0.15 and shape[14] == (0.0, 0.0)
    assert stat.S_IMODE(Path(written).stat().st_mode) == 0o600
    assert encode("PCMA", tone(440, 0.02)) not in Path(written).read_bytes()


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of two seconds and a bit."""
    path, writer, done = tmp_path_factory.mktemp("short") / "call", Writer(), threading.Event()
    recorder = Recorder(str(path), KEY, 0, writer, pytest.fail)
    recorder.tap(["one"], [])
    for frame in range(110):
        recorder.take(np.stack([LEFT[frame], RIGHT[frame]]), 0)
    recorder.finish(lambda _size: done.set())
    assert done.wait(10)
    return path.read_bytes()


@given(cut=st.integers(0, HEADER + 2 * CHUNK + 1000), place=st.integers(0, HEADER + 2 * CHUNK + 1000), flip=st.integers(1, 255))
@example(cut=HEADER, place=0, flip=1)
def test_what_was_cut_is_read_to_the_cut_and_what_was_changed_is_not(short: bytes, cut: int, place: int, flip: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call"
        path.write_bytes(short[:cut])
        chunks = max(0, cut - HEADER) // CHUNK
        with contextlib.suppress(Unreadable) if chunks == 0 else contextlib.nullcontext():
            recording = Recording(str(path), KEY)
            assert (recording.whole, recording.seconds) == (False, chunks)
            assert recording.pcm(0, 9).shape == (2, chunks * RATE)
        path.write_bytes(short[:place] + bytes([short[place] ^ flip]) + short[place + 1 :])
        with contextlib.suppress(Unreadable):
            changed = Recording(str(path), KEY)
            changed.pcm(0, 9)
            assert not changed.whole


def test_chunks_stay_in_their_place_and_in_their_file(written: str, short: bytes) -> None:
    data = Path(written).read_bytes()
    first, second = data[HEADER : HEADER + CHUNK], data[HEADER + CHUNK : HEADER + 2 * CHUNK]
    Path(written).write_bytes(data[:HEADER] + second + first + data[HEADER + 2 * CHUNK :])
    swapped = Recording(written, KEY)
    for start in (0, 1):
        with pytest.raises(Unreadable):
            swapped.pcm(start, 0.5)
    assert pitches(swapped.pcm(2.1, 0.5)[0]) == {440}
    for key, error in ((bytes(32), Unreadable), (b"short", ValueError)):
        with pytest.raises(error):
            Recording(written, key)
    Path(written).write_bytes(short[:HEADER] + data[HEADER:])
    with pytest.raises(Unreadable):
        Recording(written, KEY)


def test_a_call_is_recorded_with_its_silences_and_through_a_fall(tmp_path: Path) -> None:
    async def walk() -> None:
        async with house() as at:
            one, two = await asyncio.gather(at.leg("one", 440), at.leg("two", 550, "PCMU"))
            at.media.hear({"one": ["two"], "two": ["one"]})
            await at.told(Up("one"), Up("two"))
            await asyncio.gather(one.hears({550}), two.hears({440}))
            path = str(tmp_path / "call")
            await at.media.record("call", path, KEY, ["one"], ["two"])
            with pytest.raises(Unopened):
                await at.media.record("again", path, KEY, ["one"], [])
            await asyncio.sleep(1.2)
            at.media.tap("call", [], [])
            await asyncio.sleep(0.4)
            at.media.tap("call", ["one", "two"], [])
            await asyncio.sleep(1)
            whole = await at.media.finish("call")
            await at.media.record("fallen", str(tmp_path / "fallen"), KEY, ["one"], ["two"])
            await asyncio.sleep(1.5)
            os.kill(at.media.process or 0, signal.SIGKILL)
            await at.told(MediaLost())
            await asyncio.gather(one.hears({550}), two.hears({440}))
            both = await at.media.finish("fallen")
            await at.media.record("left", str(tmp_path / "left"), KEY, ["one"], [])
            await asyncio.sleep(0.3)
        assert Recording(str(tmp_path / "left"), KEY).whole  # nobody ended it, but the house was closed
        assert whole.bytes == Path(path).stat().st_size
        asked = [gap for gap in whole.gaps if gap.why == "asked"]  # ticks that a busy machine had no time for stand there too
        gap = Gap(asked[0].start, asked[-1].start + asked[-1].seconds - asked[0].start, "asked")
        recording = Recording(path, KEY)
        assert recording.whole and recording.seconds == whole.seconds and recording.gaps() == whole.gaps
        left, right = recording.pcm(0.2, gap.start - 0.3)
        assert (pitches(left), pitches(right)) == ({440}, {550})
        assert not pitches(recording.pcm(gap.start, gap.seconds)[0])
        left, right = recording.pcm(gap.start + gap.seconds + 0.1, 0.5)
        assert (pitches(left), pitches(right)) == ({440, 550}, set())
        assert {gap.why for gap in both.gaps} == {"lost"}
        fallen = Recording(str(tmp_path / "fallen"), KEY)
        assert fallen.seconds == both.seconds and fallen.gaps() == both.gaps
        assert pitches(fallen.pcm(0.2, 0.7)[0]) == pitches(fallen.pcm(both.seconds - 0.3, 0.25)[0]) == {440}

    asyncio.run(walk())
