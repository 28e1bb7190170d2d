"""What the tests of whole installations share."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from entregent.config.environment import database


@pytest.fixture(scope="session")
def untouched(clones, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which nothing has happened yet, saved: it comes back sooner than its migrations run.

    The first start, with them, has its own test.
    """
    folder, name = tmp_path_factory.mktemp("untouched"), clones.make()
    environment = os.environ | {
        "DATABASE_URL": replace(database("owner"), name=name).url(), "ENTREGENT_FILES": str(folder / "files"),
    }  # fmt: skip
    command = [sys.executable, "-m", "entregent.config.cli", "backup", str(folder / "saved.tar.gz")]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    clones.drop(name)
    return folder / "saved.tar.gz"
