"""What is pinned can be installed where we say that it can: on the Python of Debian 12, from any registry."""

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text()
DEBIAN = Version("3.11.2")


def test_every_pinned_library_runs_on_the_python_of_debian() -> None:
    pinned = re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK, re.MULTILINE)
    assert len(pinned) > 50
    for name, version in pinned:
        installed = distribution(name)
        assert installed.version == version, f"{name}: .venv is not built from the lock"
        asked = installed.metadata["Requires-Python"]
        assert asked is None or DEBIAN in SpecifierSet(asked), f"{name} asks for Python {asked}"


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
