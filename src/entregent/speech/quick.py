"""The words of a short turn, soon: ``python -m entregent.speech.quick <folder of Whisper> <threads>``, which ``turns`` starts.

Asked on its input, a line of JSON and the sound after it; answers in lines of JSON, in the order in which it was asked. It
ends with whoever started it, as their end of the pipe goes. No Django: one model, loaded once.

Whisper looks at thirty seconds whatever was said, and that is most of what it costs. Its encoder takes a shorter window as
well, at nearly the same accuracy on short turns: ten seconds of it cost a quarter of thirty.
"""

import json
import math
import sys
import time
from typing import Any, BinaryIO

import numpy as np

from entregent.speech.port import Samples

RATE = 16_000
WINDOWS = (10, 15, 30)
"""Seconds: the shortest that holds a turn is taken. In six, words are said twice now and then."""
MOST_HINTS = 80
"""Tokens of the words that are expected: the model leans on them."""
NOBODY, MUMBLED = 0.6, 0.25
"""Probability that nobody spoke, and confidence below which words are made up: said to have heard none."""
_A_SECOND, _AT_LEAST = 10, 8
"""Tokens that may be said: a model that repeats itself is stopped."""


class Quick:
    """Whisper on short turns."""

    def __init__(self, folder: str, threads: int) -> None:
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer

        self._model: Any = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1)
        self._tokenizer = Tokenizer
        self.hear(np.zeros(RATE, np.int16), "fr", "")  # the first turn of a caller is not to pay for it

    def hear(self, samples: Samples, language: str, hints: str) -> tuple[str, float]:
        """The words of a turn at 16 kHz, and how sure they are (0 to 1); none: "" and 0."""
        import ctranslate2

        seconds = len(samples) / RATE
        features = self._model.feature_extractor(samples.astype(np.float32) / 32768)
        window = 100 * next((one for one in WINDOWS if seconds <= one - 0.5), WINDOWS[-1])
        features = np.pad(features, ((0, 0), (0, max(0, window - features.shape[-1]))))[:, :window]
        tokenizer = self._tokenizer(self._model.hf_tokenizer, True, task="transcribe", language=language)
        before = tokenizer.encode(" " + hints.strip())[:MOST_HINTS] if hints.strip() else []
        asked = self._model.get_prompt(tokenizer, before, without_timestamps=True)
        encoded = self._model.model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(features[None])))
        found = self._model.model.generate(
            encoded, [asked], beam_size=1, max_length=len(asked) + _AT_LEAST + int(_A_SECOND * seconds), return_scores=True,
            return_no_speech_prob=True, no_repeat_ngram_size=4,
        )[0]  # fmt: skip
        sure = math.exp(min(0.0, found.scores[0]))
        text = tokenizer.decode(found.sequences_ids[0]).strip()
        if sure < MUMBLED or (found.no_speech_prob > NOBODY and sure < 2 * MUMBLED) or not any(map(str.isalnum, text)):
            return "", 0.0
        return text, round(sure, 3)


def doubled(samples: Samples) -> Samples:
    """8 kHz as 16: halfway between neighbours is enough for what a model looks at."""
    both = np.empty(2 * len(samples), np.int16)
    both[0::2] = samples
    both[1::2] = (samples.astype(np.int32) + np.append(samples[1:], samples[-1:])) // 2
    return both


def serve(asked: BinaryIO, answered: BinaryIO, ear: Quick) -> None:
    """Until nobody asks any more; the first line says that it is ready. What is asked too late is answered with nothing."""
    answered.write(b"{}\n")
    answered.flush()
    while line := asked.readline():
        said = json.loads(line)
        pcm = np.frombuffer(asked.read(said["bytes"]), "<i2")
        found: tuple[str, float] | None = None
        if time.monotonic() < said["until"]:
            found = ear.hear(doubled(pcm), said["language"], said["hints"])
        answered.write(json.dumps({"id": said["id"], "found": found}).encode() + b"\n")
        answered.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, Quick(sys.argv[1], int(sys.argv[2])))
