"""Recordings that come from elsewhere: WAV, MP3, Ogg and FLAC, told from their first bytes, read within bounds."""

import io

import numpy as np

from entregent.speech.port import Sound, SpeechFailed

LARGEST = 20 * 1024**2
"""Bytes of a file."""
_RATES = (4000, 192_000)


def kind_of(data: bytes) -> str:
    """wav, mp3, ogg, flac; empty for anything else. What a name pretends counts for nothing."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:4] in (b"OggS", b"fLaC"):
        return "ogg" if data[:1] == b"O" else "flac"
    if data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return "mp3"
    return ""


def decoded(data: bytes, longest: float) -> Sound:
    """The sound of a file, its channels mixed into one; ``longest`` in seconds. Raises SpeechFailed."""
    import av

    kind = kind_of(data)
    if not kind or len(data) > LARGEST:
        raise SpeechFailed("no WAV, MP3, Ogg or FLAC file that can be read" if not kind else "too large a file")
    parts: list[np.ndarray] = []
    rate, count = 0, 0
    try:
        # The format is given: a file that names other files (a playlist) is never followed.
        with av.open(io.BytesIO(data), format=kind, mode="r") as container:
            mixer = av.AudioResampler(format="s16", layout="mono")
            for frame in container.decode(audio=0):
                rate = rate or frame.sample_rate
                if not _RATES[0] <= rate <= _RATES[1]:
                    raise SpeechFailed("a rate that no recording has")
                for mixed in mixer.resample(frame):
                    parts.append(mixed.to_ndarray().reshape(-1))
                    count += len(parts[-1])
                if count > longest * rate:
                    raise SpeechFailed("too long a recording")
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise SpeechFailed(f"a file that cannot be read ({type(error).__name__})") from error
    if not count:
        raise SpeechFailed("a file without sound")
    return Sound(np.concatenate(parts).astype(np.int16), rate)
