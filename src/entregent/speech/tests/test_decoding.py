"""Recordings that come from elsewhere."""

import io

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.speech.decoding import decoded, kind_of
from entregent.speech.port import SpeechFailed
from entregent.speech.sound import RATE, fit, wav
from entregent.speech.tests.test_sound import tone


def encoded(kind: str, codec: str, rate: int = 48_000, seconds: float = 1.0, hertz: float = 440.0) -> bytes:
    """A recording of a tone, as a program of the author's would write it."""
    written = io.BytesIO()
    with av.open(written, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate)
        samples = tone(seconds, rate, hertz).samples.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=stream.codec_context.layout, rate=rate)
        for part in resampler.resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return written.getvalue()


@pytest.mark.parametrize(("kind", "codec"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame"), ("ogg", "libopus"), ("flac", "flac")])
def test_what_an_author_records_is_read(kind: str, codec: str) -> None:
    data = encoded(kind, codec)
    assert kind_of(data) == kind
    sound = fit(decoded(data, 10))
    assert sound.rate == RATE
    assert abs(sound.seconds - 1) < 0.1
    spectrum = np.abs(np.fft.rfft(sound.samples[2000:6000]))
    assert abs(np.argmax(spectrum) * RATE / 4000 - 440) < 4


def test_what_is_too_long_or_empty_is_refused() -> None:
    with pytest.raises(SpeechFailed, match="too long"):
        decoded(wav(tone(2, 8000)), 1)
    with pytest.raises(SpeechFailed, match="without sound"):
        decoded(wav(tone(0, 8000)), 1)


@pytest.mark.parametrize("data", [b"", b"#EXTM3U\nfile:///etc/passwd", b"ffconcat version 1.0\nfile /etc/passwd", b"MZ\x90"])
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(SpeechFailed, match="no WAV"):
        decoded(data, 10)


@given(st.sampled_from([b"RIFF\0\0\0\0WAVE", b"OggS", b"fLaC", b"ID3"]), st.binary(max_size=400))
def test_what_only_looks_like_one_never_breaks_the_reader(head: bytes, rest: bytes) -> None:
    with pytest.raises(SpeechFailed):
        decoded(head + rest, 10)
