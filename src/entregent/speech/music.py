"""Music for who waits where a brand has none: Debian's, when it is installed, else a tune of our own making."""

from pathlib import Path

import numpy as np

from entregent.speech import prompts
from entregent.speech.port import Sound
from entregent.speech.sound import RATE, wav

DEBIAN = Path("/usr/share/asterisk/moh")
"""Where the package asterisk-moh-opsound-wav (CC-BY-SA) puts its five pieces."""
_BEAT = 0.42
_CHORDS = ((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17))
"""Half-tones above the ground: C, A minor, F, G, each with its seventh."""
_PATTERN = (0, 1, 2, 3, 2, 1, 3, 2)
_GROUND = 261.63
_ROUNDS = 4


def default_music() -> list[Path]:
    """What this machine has; never empty."""
    return sorted(DEBIAN.glob("*.wav")) or [_tune()]


def _tune() -> Path:
    return prompts.stored("tune", "1") or prompts.keep(wav(tune()), "tune", "1")


def tune() -> Sound:
    """Half a minute of broken chords, plucked softly, that ends where it begins."""
    step, chords = int(_BEAT * RATE), _CHORDS * _ROUNDS
    whole = np.zeros(step * len(_PATTERN) * len(chords))
    for bar, chord in enumerate(chords):
        for place, number in enumerate(_PATTERN):
            octave = 2 if bar % 8 > 3 and place % 4 == 3 else 1
            note = _pluck(octave * _GROUND * 2 ** (chord[number] / 12), 4 * step)
            at = (np.arange(len(note)) + (bar * len(_PATTERN) + place) * step) % len(
                whole
            )  # the last notes ring into the first
            whole[at] += note
        bass = _pluck(_GROUND / 2 * 2 ** (chord[0] / 12), 8 * step) * 1.4
        whole[(np.arange(len(bass)) + bar * len(_PATTERN) * step) % len(whole)] += bass
    return Sound(np.rint(whole / np.abs(whole).max() * 7000).astype(np.int16), RATE)


def _pluck(hertz: float, samples: int) -> np.ndarray:
    moments = np.arange(samples) / RATE
    partials = sum(
        np.sin(2 * np.pi * hertz * number * moments) / number**2 * np.exp(-moments * number * 2) for number in (1, 2, 3)
    )
    return np.asarray(partials * np.minimum(1, moments / 0.008))
