"""Clock, mixing, concealment, players and sounds: the pure parts around a tick."""

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.telephony.media.clock import Clock
from entregent.telephony.media.concealment import conceal
from entregent.telephony.media.g711 import FRAME, RATE
from entregent.telephony.media.mixing import Plan
from entregent.telephony.media.player import Player
from entregent.telephony.media.reception import Reception
from entregent.telephony.media.sounds import Sounds, Unplayable
from entregent.telephony.media.tests.peers import pitches, tone


@given(st.lists(st.floats(0, 0.5), max_size=200))
def test_the_clock_does_not_drift_and_passes_over_rather_than_bursts(steps: list[float]) -> None:
    clock, now, done = Clock(100.0), 100.0, 0
    for step in steps:
        now += step
        run, skipped = clock.due(now)
        assert run <= 2 and (not skipped or run == 1)
        done += run + skipped
        assert abs(done - (now - 100) / 0.02) <= 1.1


@given(st.lists(st.lists(st.integers(0, 5), unique=True, max_size=6), max_size=8), st.integers(0, 2**32 - 1))
def test_everyone_hears_the_sum_of_what_they_hear(heard: list[list[int]], seed: int) -> None:
    rows = np.random.default_rng(seed).integers(-32768, 32767, (6, FRAME), endpoint=True).astype(np.int16)
    rows[0] = 0
    mixed = Plan(heard).mix(rows)
    for listener, wanted in enumerate(heard):
        expected = np.clip(rows[wanted].astype(int).sum(axis=0), -32768, 32767) if wanted else np.zeros(FRAME)
        assert (mixed[listener] == expected).all()


def test_a_gap_goes_on_in_the_same_pitch_and_fades() -> None:
    history = tone(440)
    filled = [conceal(history, lost) for lost in (1, 2, 3, 4)]
    assert pitches(np.concatenate([history[-800:], *filled[:2]])) == {440}
    loudness = [int(np.abs(frame.astype(int)).max()) for frame in filled]
    assert loudness == sorted(loudness, reverse=True) and loudness[-1] == 0
    assert not conceal(np.zeros(400, np.int16), 1).any()


def test_a_player_goes_from_one_sound_to_the_next_without_a_seam() -> None:
    sounds = [np.arange(1, 251, dtype=np.int16), np.arange(251, 301, dtype=np.int16), np.zeros(0, np.int16)]
    player = Player(sounds)
    heard = np.concatenate([player.next(), player.next()])
    assert (heard[:300] == np.arange(1, 301)).all() and not heard[300:].any()
    assert player.over and player.seconds == 300 / RATE
    turning = Player(sounds, loop=True)
    assert (np.concatenate([turning.next() for _ in range(15)])[:1200] == np.tile(np.arange(1, 301), 4)).all()
    assert not turning.over
    assert Player([], loop=True).over
    again, other = Player(sounds, loop=True), Player([sounds[1]], loop=True)
    again.go_on_from(turning)
    other.go_on_from(turning)
    assert (again.next() == turning.next()).all() and other.next()[0] == 251


def test_any_sound_is_made_what_telephones_hear(tmp_path: Path) -> None:
    sounds = Sounds()
    for name, rate, channels in (("plain", 8000, 1), ("other", 44100, 2)):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setparams((channels, 2, rate, 0, "NONE", ""))
            wanted = (6000 * np.sin(2 * np.pi * 850 * np.arange(rate) / rate)).astype("<i2")
            file.writeframes(np.repeat(wanted, channels).tobytes())
        sound = sounds.read(str(tmp_path / name))
        assert abs(len(sound) - RATE) < 20
        assert pitches(sound) == {850}
        assert sounds.known(str(tmp_path / name)) is sound
    assert pitches(sounds.read("tone:ringback")) == {440}
    assert len(sounds.read("silence:250")) == 2000
    (tmp_path / "text.wav").write_text("not a sound")
    for name in (tmp_path / "text.wav", tmp_path / "nowhere.wav"):
        with pytest.raises(Unplayable):
            sounds.read(str(name))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=300))
def test_what_is_lost_is_counted(lost: list[int]) -> None:
    reception = Reception()
    for place, gone in enumerate([0, *lost, 0]):
        if not gone:
            reception.count(1, 65500 + place & 0xFFFF, place * FRAME, 100 + place * 0.02)
    assert (reception.received, reception.lost) == (len(lost) + 2 - sum(lost), sum(lost))
    assert reception.jitter < 1e-6
    assert reception.since() == (reception.received, sum(lost))
    reception.count(2, 9, 0, 200.0)  # another stream begins
    assert reception.since() == (1, 0)
