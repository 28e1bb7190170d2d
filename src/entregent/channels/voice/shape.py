"""The shape of a recording, as it is kept beside it: how loud both sides are, step by step, without what is said."""

from entregent.telephony.media.recorded import Recording

STEPS = 600
"""Of a long one; a short one has a step a frame."""


def shape(sound: Recording) -> bytes:
    """A byte for each step of the customer's side, then of ours: 0 silence, 255 as loud as can be."""
    peaks = sound.peaks(min(STEPS, sound.frames))
    return bytes(round(min(1.0, peak[side]) * 255) for side in range(2) for peak in peaks)


def sides(kept: bytes) -> tuple[list[int], list[int]]:
    """Both sides again."""
    return list(kept[: len(kept) // 2]), list(kept[len(kept) // 2 :])
