"""Speech cut into utterances."""

import numpy as np
import pytest

from entregent.telephony.media.events import Began, Utterance
from entregent.telephony.media.g711 import FRAME, RATE
from entregent.telephony.media.listening import LONGEST, Ear, Loudness, detector
from entregent.telephony.media.tests.peers import tone

NOISE = np.random.default_rng(1).normal(0, 60, 40 * RATE).astype(np.int16)


def heard(sound: np.ndarray, pause: float = 0.7) -> list[tuple[float, Began | Utterance]]:
    ear = Ear("one", Loudness(), pause)
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    return [(number / 50, event) for number, frame in enumerate(frames) for event in ear.hear(frame)]


def test_words_are_one_utterance_and_a_pause_ends_it() -> None:
    sound = NOISE[: 6 * RATE].copy()
    for start, end in ((1.0, 1.4), (1.7, 2.2), (4.0, 4.5)):
        sound[int(start * RATE) : int(end * RATE)] += tone(300, end - start, 1500)
    events = heard(sound)
    assert [type(event) for _at, event in events] == [Began, Utterance, Began, Utterance]
    assert [at for at, _event in events] == pytest.approx([1.06, 2.9, 4.06, 5.2], abs=0.07)
    first = events[1][1]
    assert isinstance(first, Utterance) and first.seconds == len(first.pcm) / 2 / RATE == pytest.approx(2.1, abs=0.15)
    assert (tone(300, 0.4, 1500) + sound[:3200] != 0).any() and sound[
        8000:8080
    ].tobytes() in first.pcm  # its beginning is in it
    assert [type(event) for _at, event in heard(sound, pause=0.2)] == [Began, Utterance] * 3


def test_noise_and_clicks_are_not_speech_and_nobody_speaks_for_ever() -> None:
    assert heard(NOISE) == heard(np.zeros(5 * RATE, np.int16)) == []
    clicks = NOISE[: 5 * RATE].copy()
    clicks[2 * RATE : 2 * RATE + 200] = 20000
    assert heard(clicks) == []
    louder = np.concatenate([NOISE[: 2 * RATE], NOISE * 30])
    spoken = [event for _at, event in heard(louder) if isinstance(event, Utterance)]
    assert spoken and max(event.seconds for event in spoken) <= LONGEST / 50


def test_a_detector_is_named() -> None:
    assert detector("") is Loudness
    assert detector("entregent.telephony.media.listening:Loudness") is Loudness
    with pytest.raises((ImportError, AttributeError)):
        detector("entregent.telephony.media.listening:nothing")
