"""The documentation tells of the product as it is."""

import re
from pathlib import Path

import pytest

from entregent.config.documents import events_page
from entregent.config.settings import ROOMS
from entregent.journal.kinds import KINDS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
STATES = {"works", "partly", "not yet"}
ROWS_OF = {"A": 9, "B": 13, "C": 10, "D": 7, "E": 9, "F": 4, "G": 10, "H": 12, "I": 9, "J": 5, "K": 6, "L": 3}
"""How many capabilities each chapter of the trade's map has."""
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/ARCHITECTURE.md",
    *(f"docs/{one.name}" for one in DOCS.glob("*.md")),
]
PAGES += [str(one.relative_to(ROOT)) for one in [*DOCS.glob("decisions/*.md"), *ROOT.glob("src/entregent/**/README.md")]]
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_PATH = re.compile(r"`((?:src|tests|docs|scripts|bench)/[\w./-]+)`")


def map_rows() -> list[list[str]]:
    """The cells of each row of the map."""
    lines = (DOCS / "map.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"^\| [A-L]\d+ \|", line)]


def test_every_capability_is_on_the_map_once() -> None:
    expected = [f"{letter}{number}" for letter, count in ROWS_OF.items() for number in range(1, count + 1)]
    assert [row[0] for row in map_rows()] == expected


def test_the_map_names_paths_that_exist_and_states_that_mean_something() -> None:
    for id, _terms, where, state, missing in map_rows():
        assert state in STATES, id
        paths = _PATH.findall(where)
        assert all((ROOT / path).exists() for path in paths), f"{id}: {where}"
        if state == "not yet":
            assert where == "—", f"{id} is not there yet: it lives nowhere"
        else:
            assert paths, f"{id} lives somewhere"
        if state == "partly":
            assert missing != "—", f"{id}: say what is missing"


def test_the_list_of_facts_is_up_to_date() -> None:
    assert (DOCS / "events.md").read_text(encoding="utf-8") == events_page(), "run `make docs`"


def test_every_declared_fact_is_listed() -> None:
    page = events_page()
    declared = [name for name in KINDS if not name.startswith("test")]
    assert len(declared) > 40
    assert [name for name in declared if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("page", sorted(set(PAGES)))
def test_pages_lead_to_what_exists(page: str) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    for target in _LINK.findall(text):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), f"{page} → {target}"
    for named in _PATH.findall(text):
        assert (ROOT / named).exists() or (path.parent / named).exists(), f"{page} names {named}"


def test_decisions_are_numbered_without_a_gap_and_say_why() -> None:
    files = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text(encoding="utf-8")
        for heading in ("## Why", "## Compared with", "## What follows"):
            assert heading in text, f"{file.name}: {heading}"


def test_every_room_has_its_page() -> None:
    without = []
    for room in ROOMS:
        folder = ROOT / "src" / Path(*room.split("."))
        if not (folder / "README.md").exists():
            without.append(room)
    assert without == []
