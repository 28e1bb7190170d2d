"""Sounds that need no file: the tones of the French network, and silence."""

import numpy as np

from entregent.telephony.media.g711 import RATE, Pcm

LEVEL = 8000  # of 32768
PITCH = 440  # Hz (Arcep, « spécifications techniques d'interface » of the operators: one pitch for all)
CADENCES = {  # seconds of tone, seconds of silence
    "ringback": (1.5, 3.5),
    "busy": (0.5, 0.5),
    "beep": (0.4, 0.0),
}


def made(name: str) -> Pcm | None:
    """One cadence of ``tone:ringback``, ``tone:busy`` or ``tone:beep``, or ``silence:<ms>``; None for anything else."""
    what, _, which = name.partition(":")
    if what == "tone" and which in CADENCES:
        heard, silent = (round(seconds * RATE) for seconds in CADENCES[which])
        sound = np.zeros(heard + silent, np.int16)
        sound[:heard] = LEVEL * np.sin(2 * np.pi * PITCH * np.arange(heard) / RATE)
        return sound
    if what == "silence" and which.isdigit():
        return np.zeros(min(int(which), 3_600_000) * RATE // 1000, np.int16)
    return None
