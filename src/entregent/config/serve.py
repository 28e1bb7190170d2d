"""Everything at once: a small watchman that starts the processes, starts again the one that falls, and stops them all."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import click

PR_SET_PDEATHSIG = 1
PATIENCE = 12  # seconds given to a process to stop before it is killed
LONGEST_WAIT = 30  # seconds between two starts of a process that keeps falling


@dataclass
class Part:
    """A process of the house: ``entregent <name> <arguments>``."""

    name: str
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    start_at: float = 0.0
    started: float = field(default=0.0)

    def start(self) -> None:
        """Start the process; should we be killed, the system stops it too, so that nothing is left holding the port."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "entregent.config.cli", self.name, *self.arguments],
            env=os.environ | {"ENTREGENT_PROCESS": f"entregent {self.name}"},
            preexec_fn=_die_with_parent,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def watch(self, now: float) -> None:
        """Start it if it is time; notice its fall and plan the next start, later each time."""
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        if self.process.poll() is None:
            return
        self.falls = 0 if now - self.started > 60 else self.falls + 1
        wait = min(LONGEST_WAIT, 0.5 * 2**self.falls)
        code = self.process.returncode
        click.echo(f"entregent: {self.name} stopped (code {code}), starting again in {wait:.0f} s", err=True)
        self.process, self.start_at = None, now + wait


def watch_over(parts: list[Part], revive: Callable[[], bool] | None = None) -> None:
    """Run the parts until SIGTERM or SIGINT, then stop them in the reverse order; ``revive`` looks after the database."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        while not stopping:
            if revive is not None:
                _look_after(revive)
            for part in parts:
                part.watch(time.monotonic())
            time.sleep(0.2)
    finally:
        _stop(parts)


def _look_after(revive: Callable[[], bool]) -> None:
    try:
        if revive():
            click.echo("entregent: PostgreSQL had stopped and runs again", err=True)
    except RuntimeError as error:
        click.echo(f"entregent: {error}", err=True)


def _stop(parts: list[Part]) -> None:
    running = [part.process for part in reversed(parts) if part.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
