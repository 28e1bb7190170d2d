"""What must be ready before the processes start: the database, the translations, the static files, the demonstration."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from entregent.config.catalogues import compile_catalogues
from entregent.config.environment import data_folder

PACKAGE = Path(__file__).resolve().parent.parent


def prepare(*, demo: bool, of_our_own: bool) -> None:
    """Bring everything up to date. Raises CalledProcessError when a step fails.

    What was done for the very same files in the same folder of data is not done again; ``of_our_own`` says that the database
    is in that folder too (another server's may have changed behind our back).
    """
    compile_catalogues()
    stamp = data_folder() / "prepared"
    state = _state()
    done = of_our_own and (data_folder() / "postgres").is_dir() and stamp.exists() and stamp.read_text() == state
    if not done:
        stamp.unlink(missing_ok=True)
        _step("migrate", "--quiet")
        _step("manage", "collectstatic", "--noinput", "--verbosity", "0")
        stamp.write_text(state)
    if demo:
        _step("demo", "--if-empty")
        _step("speech", must=False)  # without its models the telephone speaks all the same, like a machine


def _state() -> str:
    """Changes with any file of the product."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found = path.stat()
            digest.update(f"{path.relative_to(PACKAGE)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _step(*arguments: str, must: bool = True) -> None:
    # Each in a process of its own: one runs as the owner of the database, the others do not.
    subprocess.run([sys.executable, "-m", "entregent.config.cli", *arguments], check=must, env=os.environ)
