"""What must be ready before the processes start: the database, the translations, the static files, the demonstration."""

import os
import subprocess
import sys

from entregent.config.catalogues import compile_catalogues


def prepare(*, demo: bool) -> None:
    """Bring everything up to date; quick when it already is. Raises CalledProcessError when a step fails."""
    compile_catalogues()
    _step("migrate", "--quiet")
    _step("manage", "collectstatic", "--noinput", "--verbosity", "0")
    if demo:
        _step("demo", "--if-empty")


def _step(*arguments: str) -> None:
    # Each in a process of its own: one runs as the owner of the database, the others do not.
    subprocess.run([sys.executable, "-m", "entregent.config.cli", *arguments], check=True, env=os.environ)
