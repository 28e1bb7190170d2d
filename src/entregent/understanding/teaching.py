"""The process in which a model learns: started, spoken to, bounded in time."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

LONGEST = 900
"""Seconds after which a training is stopped: thousands of sentences take a minute or two."""
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def teach(lesson: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the lesson (``learning.Lesson``) to a process of its own and yield what it tells, the model last.

    Raises RuntimeError when it ends without one.
    """
    command = [sys.executable, "-m", "entregent.understanding.learning"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | _ONE_CORE
    ) as child:
        watch = threading.Timer(LONGEST, child.kill)
        watch.start()
        try:
            if child.stdin is None or child.stdout is None:
                raise RuntimeError("a training has no ear")
            with child.stdin:
                json.dump(lesson, child.stdin)
            told: dict[str, Any] = {}
            for line in child.stdout:
                told = json.loads(line)
                yield told
        finally:
            watch.cancel()
            child.kill()
    if "model" not in told:
        raise RuntimeError(f"the training ended with code {child.returncode} and no model")
