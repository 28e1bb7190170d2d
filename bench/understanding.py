"""What understanding costs on one core: a sentence guessed, and thirty intents of forty sentences learnt.

A training runs in a process of its own, as the worker starts it; the second one finds the vectors of the first kept.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

SENTENCES = Path(__file__).parent.parent / "src/entregent/understanding/tests/sentences.toml"
BEFORE = ("", "Bonjour, ", "svp ")
INTENTS, EACH = 30, 40


def _sentences() -> list[str]:
    document = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return [text for told in document.values() for text in told["sentences"]]


def _lesson(vectors: dict[str, str]) -> dict[str, object]:
    """1,200 different sentences: the tests' own, greeted in several ways; what they mean does not change the time."""
    texts = [f"{before}{text}" for before in BEFORE for text in _sentences()][: INTENTS * EACH]
    ids = [str(place) for place in range(len(texts))]
    labels = [f"intent_{place // EACH}" for place in range(len(texts))]
    known = [vectors.get(one) for one in ids]
    return {"ids": ids, "texts": texts, "labels": labels, "vectors": known, "precision": 0.95, "pair_precision": 0.8}


def _train(name: str, vectors: dict[str, str]) -> tuple[dict[str, str], str]:
    from entregent.understanding.teaching import teach

    started, before, made, model = time.perf_counter(), _children(), dict(vectors), ""
    for told in teach(_lesson(vectors)):
        made |= told.get("vectors", {})
        model = told.get("model", model)
    took, busy = time.perf_counter() - started, _children() - before
    print(f"understanding: {INTENTS} intents of {EACH} sentences learnt, {name}: {took:.1f} s ({busy:.1f} s of processor)")
    return made, model


def _children() -> float:
    """Seconds of processor of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _guesses(model: str) -> None:
    """In a process that does nothing else, so that its memory can be told."""
    import base64

    from entregent.understanding.classifier import Classifier
    from entregent.understanding.embedding import embed
    from entregent.understanding.entities import find

    read = Classifier.unpack(base64.b64decode(model))
    embed(["chauffe"])
    for name, clock in (("", time.perf_counter), (" of processor", time.process_time)):
        times = []
        for text in _sentences():
            started = clock()
            read.guess(embed([text])[0])
            find(text, "fr", date(2026, 11, 20))
            times.append((clock() - started) * 1000)
        cuts = statistics.quantiles(times, n=100)
        print(
            f"understanding: a sentence guessed, with what it names: p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f} ms{name} (aim 150)"
        )
    longest = "Bonjour, je vous écris car je n'ai toujours pas reçu ma commande passée il y a trois semaines. " * 5
    started, busy = time.perf_counter(), time.process_time()
    read.guess(embed([longest])[0])
    took, busy = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
    print(f"understanding: a message of 475 characters, of which 400 are read: {took:.0f} ms ({busy:.0f} of processor)")
    lines = Path("/proc/self/status").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith("Rss")}
    print(f"understanding: a process that guesses: {sizes['RssAnon']} MB of its own, {sizes['RssFile']} MB of shared files")


def run() -> None:
    """Print the figures, on the first core alone."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if len(sys.argv) > 1:
        _guesses(json.loads(sys.stdin.read()))
        return
    made, model = _train("from nothing", {})
    _train("again", made)
    subprocess.run(
        [sys.executable, "-m", "bench.understanding", "guess"], input=json.dumps(model), text=True, check=True
    )  # fmt: skip


if __name__ == "__main__":
    run()
