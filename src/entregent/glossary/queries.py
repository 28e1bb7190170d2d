"""Reading the glossary: files of the package, no table."""

import tomllib
from functools import cache
from pathlib import Path

from entregent.glossary.rules import Entry, in_order

FOLDER = Path(__file__).parent / "entries"


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry, in alphabetical order."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [Entry(*row) for row in document["entries"]]
    return tuple(in_order(found))
