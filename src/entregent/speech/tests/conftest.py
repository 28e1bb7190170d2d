"""A shelf of its own for the sounds of a test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Where this test keeps its prompts."""
    settings.SPEECH = settings.SPEECH | {"folder": tmp_path / "speech"}
    return tmp_path / "speech"
