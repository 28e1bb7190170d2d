"""A shelf of its own for the sounds of a test; the models, which are put together once on a machine."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entregent.speech import assembling, kokoro, whisper


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Where this test keeps its prompts; no model is there."""
    settings.SPEECH = settings.SPEECH | {"folder": tmp_path / "speech"}
    return tmp_path / "speech"


@pytest.fixture
def models(shelf: Path, settings: Any) -> Iterator[Path]:
    """The models, whole; of several processes one puts them together."""
    kept = Path.home() / ".cache" / "entregent" / "speech"
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        settings.SPEECH = settings.SPEECH | {"folder": kept}
        assert assembling.assemble(lambda line: None) == []
        settings.SPEECH = settings.SPEECH | {"folder": shelf}
    shelf.mkdir(parents=True)
    (shelf / "models").symlink_to(kept / "models")
    yield shelf
    kokoro.rest()
    whisper.rest()
