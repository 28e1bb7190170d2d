import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.telephony.media.g711 import FRAME
from entregent.telephony.media.jitter import DEEPEST, FURTHEST, JitterBuffer

SIZE = FRAME


def frame(number: int) -> bytes:
    """A loud frame that says its number."""
    return bytes([number & 0x1F]) * SIZE


def run(arrivals: Iterable[tuple[float, int]], ticks: int, start: int = 0xFFFFFF00) -> tuple[JitterBuffer, list[int | None]]:
    """Packets (tick at which they come, number) through a buffer: what was played, by tick."""
    buffer, played = JitterBuffer(), []
    waiting = sorted(arrivals)
    for tick in range(ticks):
        while waiting and waiting[0][0] <= tick:
            _at, number = waiting.pop(0)
            buffer.put(7, start + number * SIZE & 0xFFFFFFFF, frame(number))
        got = buffer.get()
        assert got is None or len(got) == SIZE
        played.append(got[0] if got is not None else None)
    return buffer, played


def heard(played: list[int | None]) -> list[int]:
    return [code for code in played if code is not None]


def test_a_steady_stream_is_heard_whole_and_soon() -> None:
    buffer, played = run(((number, number) for number in range(100)), 100)
    assert played[:3] == [None, None, 0]  # 40 ms to begin with
    assert heard(played) == [number & 0x1F for number in range(98)]
    assert (buffer.missing, buffer.late) == (0, 0)


def test_out_of_order_and_twice_are_put_right() -> None:
    arrivals = [(number + (2 if number % 7 == 3 else 0), number) for number in range(200)]
    _buffer, played = run([*arrivals, *arrivals[::3]], 205)
    assert heard(played)[:190] == [number & 0x1F for number in range(190)]


def test_a_loss_is_one_frame_and_late_sound_makes_the_delay_grow() -> None:
    buffer, played = run(((number, number) for number in range(100) if number != 50), 100)
    assert played[52] is None
    assert buffer.missing == 1
    moved, played = run(((number + (6 if number >= 50 else 0), number) for number in range(150)), 156)
    assert moved.late == 0
    assert set(range(32)) == set(heard(played)[:50]) | set(heard(played)[-50:])
    assert heard(played) == [number & 0x1F for number in range(len(heard(played)))]  # a pause; nothing lost


def test_what_is_too_long_a_delay_shrinks_again() -> None:
    """A stall of the network, then all at once: the delay is bounded at once, and small again some seconds later."""
    arrivals = [(max(number, 130) if 100 <= number < 130 else number, number) for number in range(1500)]
    buffer, _played = run(arrivals, 140)
    assert FRAME < buffer.depth <= (DEEPEST + 2) * FRAME
    buffer, played = run(arrivals, 1500)
    assert buffer.depth <= 2 * FRAME
    assert sum(code is None for code in played[200:]) <= 2


@settings(max_examples=12)
@given(st.sampled_from([0.99, 0.995, 1.0005, 1.01]), st.integers(0, 2**32 - 1))
def test_clocks_that_differ_are_followed(pace: float, start: int) -> None:
    """Up to 1 %, fifty times what clocks do, with up to 15 ms of jitter: a small delay, few gaps, for ever."""
    chance = random.Random(start)
    arrivals = [(number * pace + chance.random() * 0.75, number) for number in range(1500)]
    buffer, played = run(arrivals, int(1500 * min(pace, 1)), start)
    assert buffer.depth <= 5 * FRAME
    gaps = sum(code is None for code in played[10:])
    assert gaps <= 1500 * abs(1 - pace) * 1.3 + 12


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**32 - 1), st.integers(1, 960)), max_size=150), st.booleans())
def test_whatever_comes_it_stays_bounded(packets: list[tuple[int, int, int]], near: bool) -> None:
    buffer = JitterBuffer("PCMU")
    for source, timestamp, size in packets:
        buffer.put(source, timestamp % 20_000 if near else timestamp, bytes(size))
        assert buffer.depth <= FURTHEST * FRAME + 2 * 960
        got = buffer.get()
        assert got is None or len(got) == FRAME
        assert len(buffer.past(400)) == 400


def test_a_clock_that_stood_still_is_believed_soon() -> None:
    """Silence of half a second, after which the timestamps go on as if there had been none."""
    _buffer, played = run(((number + (25 if number >= 50 else 0), number) for number in range(150)), 175)
    assert [played[at] for at in (51, 60, 76)] == [49 & 0x1F, None, None]
    assert len([code for code in played[75:] if code is not None]) >= 86
    assert None not in played[90:]


def test_a_peer_may_begin_again_or_send_other_lengths() -> None:
    buffer = JitterBuffer()
    for number in range(20):
        buffer.put(1, number * SIZE, frame(1))
        buffer.get()
    buffer.put(2, 5_000_000, frame(9))  # one packet of another source changes nothing
    assert buffer.get() == frame(1)
    for number in range(1, 5):
        buffer.put(2, 5_000_000 + number * SIZE, frame(2))
    assert [buffer.get() for _ in range(4)][-1] == frame(2)
    thirty = JitterBuffer()
    whole = []
    for tick in range(90):
        if tick % 3 == 0:
            for part in range(2):
                thirty.put(1, 77 + (tick // 3 * 2 + part) * 240, bytes([tick]) * 240)
        whole.append(thirty.get())
    assert None not in whole[5:]
