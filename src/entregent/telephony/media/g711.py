"""G.711, the two ways in which telephones write sound: eight bits a sample, 8,000 samples a second (ITU-T G.711).

Made from the Recommendation's formulas: the standard library's ``audioop`` left with Python 3.13.
"""

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
Bytes = NDArray[np.uint8]

RATE = 8000  # samples a second
FRAME = 160  # samples of the 20 ms that every part of the media process works by
SECOND = 50  # frames

CODES = {"PCMU": 0, "PCMA": 8}  # static payload types (RFC 3551, table 4); the codec's name as SDP writes it


def _a_law_decoded() -> Pcm:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    step, segment = (code & 0x0F) << 4, (code & 0x70) >> 4
    size = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _mu_law_decoded() -> Pcm:
    code = ~np.arange(256, dtype=np.int32)
    size = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _samples() -> NDArray[np.int32]:
    """Every 16-bit sample, in the order of its bits read as a number without sign: how the tables are entered."""
    return np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)


def _a_law_encoded() -> Bytes:
    sample = _samples() >> 3  # thirteen bits
    mask = np.where(sample >= 0, 0xD5, 0x55)
    size = np.where(sample >= 0, sample, -sample - 1)
    segment = np.searchsorted(np.array([0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF]), size)
    code = (segment << 4) | ((size >> np.maximum(segment, 1)) & 0x0F)
    return (code ^ mask).astype(np.uint8)


def _mu_law_encoded() -> Bytes:
    sample = _samples() >> 2  # fourteen bits
    mask = np.where(sample >= 0, 0xFF, 0x7F)
    size = np.minimum(np.abs(sample) + 0x21, 0x1FFF)
    segment = np.searchsorted(np.array([0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF]), size)
    code = (segment << 4) | ((size >> (segment + 1)) & 0x0F)
    return np.asarray(code ^ mask, np.uint8)


DECODED = {"PCMA": _a_law_decoded(), "PCMU": _mu_law_decoded()}
ENCODED = {"PCMA": _a_law_encoded(), "PCMU": _mu_law_encoded()}
SILENCE = {"PCMA": b"\xd5" * FRAME, "PCMU": b"\xff" * FRAME}


def decode(codec: str, data: bytes) -> Pcm:
    """Samples of some bytes. Raises KeyError for a codec that is not ours."""
    return DECODED[codec][np.frombuffer(data, np.uint8)]


def encode(codec: str, samples: Pcm) -> bytes:
    """Bytes of some samples. Raises KeyError for a codec that is not ours."""
    return ENCODED[codec][samples.view(np.uint16)].tobytes()
