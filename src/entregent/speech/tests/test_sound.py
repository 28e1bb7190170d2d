"""Sound made fit for a telephone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.sound import CEILING, LOUDNESS, RATE, fit, joined, levelled, read_wav, resampled, trimmed, wav


def tone(seconds: float, rate: int, hertz: float = 440.0, peak: float = 0.5) -> Sound:
    moments = np.arange(round(seconds * rate)) / rate
    return Sound((np.sin(2 * np.pi * hertz * moments) * peak * 32767).astype(np.int16), rate)


def silence(seconds: float, rate: int) -> Sound:
    return Sound(np.zeros(round(seconds * rate), np.int16), rate)


def level(sound: Sound) -> float:
    return float(10 * np.log10(np.mean((sound.samples / 32768.0) ** 2)))


@pytest.mark.parametrize("rate", [22050, 24000, 44100, 16000])
def test_another_rate_keeps_the_pitch_and_the_length(rate: int) -> None:
    found = resampled(tone(0.5, rate), RATE)
    assert found.rate == RATE
    assert len(found.samples) == RATE // 2
    spectrum = np.abs(np.fft.rfft(found.samples[400:3600]))
    assert abs(np.argmax(spectrum) * RATE / 3200 - 440) < 3
    assert abs(level(found) - level(tone(0.5, RATE))) < 0.2


def test_what_eight_kilohertz_cannot_carry_is_taken_out() -> None:
    assert level(resampled(tone(0.5, 24000, hertz=6000), RATE)) < -50


def test_silence_goes_at_both_ends_only() -> None:
    said = joined([silence(0.4, RATE), tone(0.3, RATE), silence(0.5, RATE), tone(0.3, RATE), silence(0.6, RATE)], 0)
    assert 1.1 <= trimmed(said).seconds <= 1.2
    assert trimmed(silence(1, RATE)).seconds == 0


@pytest.mark.parametrize("peak", [0.01, 0.3, 0.99])
def test_every_prompt_is_as_loud(peak: float) -> None:
    assert abs(level(levelled(tone(0.5, RATE, peak=peak))) - LOUDNESS) < 0.3


def test_a_peak_is_never_cut() -> None:
    clicks = silence(1, RATE)
    clicks.samples[::400] = 20000
    found = levelled(clicks)
    assert 20 * np.log10(np.abs(found.samples).max() / 32768) <= CEILING + 0.01


@given(st.lists(st.integers(-32768, 32767), max_size=2000), st.sampled_from([8000, 11025, 16000, 48000]))
def test_any_sound_fits_and_is_read_back(samples: list[int], rate: int) -> None:
    found = fit(Sound(np.array(samples, np.int16), rate))
    again = read_wav(wav(found))
    assert again.rate == RATE
    assert np.array_equal(again.samples, found.samples)


@given(st.binary(max_size=200), st.booleans())
def test_what_is_no_wav_is_refused(data: bytes, begins_well: bool) -> None:
    with pytest.raises(SpeechFailed):
        read_wav((b"RIFF\0\0\0\0WAVE" if begins_well else b"") + data.replace(b"data", b""))
