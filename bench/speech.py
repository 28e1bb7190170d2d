"""What speech costs on one core: a prompt by the floor and by the voice of ours, one that is kept, and what the ear of ours
understands of them at 8 kHz, in silence and in noise.

The models are put together in a folder of the machine's (``~/.cache/entregent/speech``), as the tests do.
"""

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SENTENCES = [
    "Bonjour et bienvenue à la Mutuelle Ponant, votre appel est important pour nous.",
    "Pour suivre un remboursement, appuyez sur un. Pour parler à un conseiller, appuyez sur deux.",
    "Tous nos conseillers sont en ligne, votre attente est estimée à quatre minutes.",
    "Je n’ai toujours pas reçu ma commande, pouvez-vous me dire où elle se trouve ?",
    "Je voudrais changer mon adresse et recevoir une nouvelle carte de tiers payant.",
    "Votre rendez-vous est confirmé pour le mardi trois mars à quatorze heures trente.",
]
NOISE = 15  # dB of speech over noise


def _timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """(seconds by the clock, seconds of processor of this process and of those it ran, what it gave)."""
    wall, before = time.perf_counter(), os.times()
    made = work()
    after = os.times()
    busy = sum(getattr(after, name) - getattr(before, name) for name in ("user", "system", "children_user", "children_system"))
    return time.perf_counter() - wall, busy, made


def _words(text: str) -> list[str]:
    from entregent.speech.text import spoken

    return re.findall(r"\w+", spoken(text, "fr").lower())


def _errors(wanted: list[str], found: list[str]) -> int:
    """Words put in, left out or changed."""
    row = list(range(len(found) + 1))
    for line, word in enumerate(wanted, 1):
        before, row[0] = row[0], line
        for column, other in enumerate(found, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (word != other))
    return row[-1]


def _noisy(samples: np.ndarray) -> np.ndarray:
    loud = np.sqrt(np.mean(samples.astype(np.float64) ** 2))
    hiss = np.random.default_rng(1).standard_normal(len(samples)) * loud * 10 ** (-NOISE / 20)
    return np.clip(samples + hiss, -32768, 32767).astype(np.int16)


def main() -> None:
    """Figures on standard output."""
    from django.conf import settings

    from entregent.speech import assembling, engines, prompts
    from entregent.speech.hearing import hear
    from entregent.speech.sound import read_wav

    machine = Path.home() / ".cache" / "entregent" / "speech"
    machine.mkdir(parents=True, exist_ok=True)
    settings.SPEECH = settings.SPEECH | {"folder": machine}
    problems = assembling.assemble(print)
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "models").symlink_to(machine / "models")
        settings.SPEECH = settings.SPEECH | {"folder": place}
        floor = [_timed(lambda text=text: prompts.say(text, "fr")) for text in SENTENCES]
        clock = [1000 * wall for wall, _, _ in floor]
        print(f"speech: a sentence made by the floor: {statistics.median(clock):.0f} ms, at most {max(clock):.0f}")
        kept = [1000 * _timed(lambda: prompts.say("Appuyez sur 1.", "fr"))[0] for _ in range(201)][1:]
        print(f"speech: a short prompt that is kept: {statistics.median(kept):.2f} ms to its file, p95 {sorted(kept)[189]:.2f}")
        if problems:
            print(f"speech: the models are not measured: {'; '.join(problems)}")
            return
        prompts.make("Bonjour.", "fr")  # the model is loaded
        made = [_timed(lambda text=text: prompts.make(text, "fr")) for text in SENTENCES]
        sounds = [read_wav(one.path.read_bytes()) for _, _, one in made]
        lasting = sum(sound.seconds for sound in sounds)
        print(f"speech: Kokoro: {sum(busy for _, busy, _ in made) / lasting:.2f} s of processor a second of sound")
        hear(sounds[0].samples, sounds[0].rate, "fr")  # the same
        floors = [read_wav(Path(path).read_bytes()).samples for _, _, path in floor]
        clear = [sound.samples for sound in sounds]
        for name, given in (
            ("clear", clear),
            (f"noise {NOISE} dB below", list(map(_noisy, clear))),
            ("said by the floor", floors),
        ):
            heard = [_timed(lambda one=one: hear(one, 8000, "fr").text) for one in given]
            wrong = sum(_errors(_words(text), _words(one[2])) for text, one in zip(SENTENCES, heard, strict=True))
            share = wrong / sum(len(_words(text)) for text in SENTENCES)
            cost = sum(busy for _, busy, _ in heard) / sum(len(one) / 8000 for one in given)
            print(f"speech: {engines.ears()[-1].name}, {name}: {share:.0%} of words wrong, {cost:.2f} s of processor a second")


if __name__ == "__main__":
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1/none")  # nothing here asks a database
    os.environ["DJANGO_SETTINGS_MODULE"] = "entregent.config.settings"
    import django

    django.setup()
    main()
