"""Sound made fit for a telephone: another rate, silence off both ends, one loudness; WAV files read and written.

Pure: arrays in, arrays out.
"""

import io
import struct
import wave

import numpy as np
from numpy.typing import NDArray

from entregent.speech.port import Samples, Sound, SpeechFailed

RATE = 8000
"""Samples a second of everything that is kept: what G.711 carries."""
LOUDNESS = -21.0
"""dB below full scale, of the speech alone: prompts stand out over a caller's room without reaching the limiter."""
CEILING = -1.5
"""dB below full scale that no sample passes."""
_FRAME = 0.02
_SILENT = -38.0
"""dB below the loud frames under which a frame at either end is silence."""
_MARGIN = 0.03
"""Seconds left before and after, so that no consonant is cut."""
_FLOOR = 1e-9

Floats = NDArray[np.float64]


def resampled(sound: Sound, rate: int) -> Sound:
    """The same sound at another rate. In the spectrum, which is exact: the whole sound is at hand."""
    if sound.rate == rate or not len(sound.samples):
        return Sound(sound.samples, rate)
    edge = sound.rate // 10  # silence around, because a spectrum takes the end to be followed by the beginning
    length = len(sound.samples) + 2 * edge
    wanted = round(length * rate / sound.rate)
    padded = np.pad(sound.samples.astype(np.float64), edge)
    spectrum = np.fft.rfft(padded)[: wanted // 2 + 1]
    if rate < sound.rate:
        taper = max(1, len(spectrum) // 20)  # the last twentieth fades: a cliff there would ring
        spectrum[-taper:] *= np.cos(np.linspace(0, np.pi / 2, taper)) ** 2
    found = np.fft.irfft(spectrum, wanted) * (wanted / length)
    first = round(edge * rate / sound.rate)
    return Sound(_whole(found[first : first + round(len(sound.samples) * rate / sound.rate)]), rate)


def trimmed(sound: Sound) -> Sound:
    """Without the silence at both ends; nothing when all of it is silent."""
    levels = _levels(sound)
    if not len(levels) or levels.max() < -60:
        return Sound(sound.samples[:0], sound.rate)
    heard = np.flatnonzero(levels > np.percentile(levels, 95) + _SILENT)
    frame, margin = _frame(sound), int(_MARGIN * sound.rate)
    first = max(0, int(heard[0]) * frame - margin)
    return Sound(sound.samples[first : (int(heard[-1]) + 1) * frame + margin], sound.rate)


def levelled(sound: Sound) -> Sound:
    """At ``LOUDNESS``, measured on the frames where somebody speaks; lower where a peak would pass ``CEILING``."""
    levels = _levels(sound)
    if not len(levels) or levels.max() < -60:
        return sound
    spoken = levels[levels > levels.max() - 30]
    gain = LOUDNESS - 10 * np.log10(np.mean(10 ** (spoken / 10)))
    peak = 20 * np.log10(np.abs(sound.samples.astype(np.float64)).max() / 32768)
    return Sound(_whole(sound.samples * 10 ** (min(gain, CEILING - peak) / 20)), sound.rate)


def fit(sound: Sound) -> Sound:
    """What a caller hears: 8 kHz, no silence around, one loudness."""
    return levelled(trimmed(resampled(sound, RATE)))


def joined(sounds: list[Sound], pause: float) -> Sound:
    """One after the other, ``pause`` seconds of silence between. Raises ValueError when there are none."""
    if not sounds:
        raise ValueError("nothing to join")
    gap = np.zeros(int(pause * sounds[0].rate), np.int16)
    parts = [part for sound in sounds for part in (gap, sound.samples)]
    return Sound(np.concatenate(parts[1:]), sounds[0].rate)


def wav(sound: Sound) -> bytes:
    """A WAV file of it."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples.astype("<i2").tobytes())
    return written.getvalue()


def read_wav(data: bytes) -> Sound:
    """A WAV file of 16 bits, channels mixed into one; a length that the header does not know (a pipe's) is the file's.

    Raises SpeechFailed.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SpeechFailed("not a WAV file")
    position, shape = 12, (0, 0, 0, 0)
    while position + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        position += 8
        if name == b"fmt " and position + 16 <= len(data):
            kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, position)
            shape = (kind, channels, rate, bits)
        if name == b"data":
            return _pcm(data[position : position + size], shape)
        position += size + size % 2
    raise SpeechFailed("a WAV file without sound")


def _pcm(data: bytes, shape: tuple[int, int, int, int]) -> Sound:
    kind, channels, rate, bits = shape
    if kind not in (1, 0xFFFE) or bits != 16 or not 1 <= channels <= 8 or not 4000 <= rate <= 192_000:
        raise SpeechFailed("not a WAV file of 16 bits")
    samples = np.frombuffer(data[: len(data) - len(data) % (2 * channels)], "<i2").reshape(-1, channels)
    return Sound(_whole(samples.mean(axis=1)) if channels > 1 else samples[:, 0].astype(np.int16), rate)


def _frame(sound: Sound) -> int:
    return int(sound.rate * _FRAME)


def _levels(sound: Sound) -> Floats:
    """dB of each frame below full scale."""
    frame = _frame(sound)
    frames = sound.samples[: len(sound.samples) // frame * frame].reshape(-1, frame).astype(np.float64) / 32768
    levels: Floats = 10 * np.log10(np.mean(frames**2, axis=1) + _FLOOR)
    return levels


def _whole(samples: Floats) -> Samples:
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
