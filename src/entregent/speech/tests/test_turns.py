"""Turns of callers become words in a process of its own: with what is expected, whatever becomes of the process."""

import asyncio
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from entregent.speech import prompts, turns
from entregent.speech.port import Heard
from entregent.speech.sound import read_wav
from entregent.speech.turns import MOST, Turns

NOISE = np.random.default_rng(1).normal(0, 1500, 16_000).astype("<i2").tobytes()


def said(words: str) -> bytes:
    samples = read_wav(prompts.make(words, "fr").path.read_bytes()).samples
    return np.pad(samples, (2400, 3200)).astype("<i2").tobytes()


async def _heard(sounds: list[bytes]) -> dict[str, list[Heard | None]]:
    ear = Turns()
    options = ["Non", "Oui", "Suivre ma commande", "Le remboursement de mes lunettes"]
    try:
        await ear.ready()
        found = {"one by one": [await ear.hear(sound, "fr", options) for sound in sounds]}
        found["at once"] = await asyncio.gather(*(ear.hear(sounds[0], "fr", options) for _ in range(MOST + 2)))
        assert ear._child is not None
        os.kill(ear._child.pid, signal.SIGKILL)
        while ear._child is not None:
            await asyncio.sleep(0.01)
        ear._fell = -1000.0  # long ago
        await ear.ready()
        found["after a fall"] = [await ear.hear(sounds[0], "fr", options)]
    finally:
        await ear.stop()
    return found


def test_turns_are_heard_noise_is_none_and_a_process_that_falls_is_started_again(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)  # machines that run tests are busy
    found = asyncio.run(_heard([said("Le remboursement de mes lunettes."), said("Oui."), NOISE, b""]))
    heard = [one.text if one else None for one in found["one by one"]]
    assert heard == ["Le remboursement de mes lunettes.", "Oui.", "", ""]
    assert found["one by one"][0].confidence > 0.7
    assert [one is None for one in found["at once"]] == [False] * MOST + [True] * 2, "whoever comes then is asked for keys"
    assert [one.text for one in found["after a fall"]] == ["Le remboursement de mes lunettes."]


def test_where_nothing_hears_nobody_waits(shelf: Path) -> None:
    assert turns.missing()
    assert asyncio.run(Turns().hear(NOISE, "fr")) is None
