"""The pages of documentation that are made from the code."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from entregent.config.settings import ROOMS
from entregent.journal.kinds import KINDS, Kind

HEAD = """# The facts of the journal

Made by `entregent docs` from each room's `events.py`: do not edit. A fact has the instant, the kind, the brand, the actor
(`staff:<id>`, `person:<id>`, `key:<id>`, `system:<process>`), the subject's id, the person's id where one is concerned,
a version and the data below: ids and values decided, never personal data. Facts are appended in the transaction of the
change they tell, never changed, never deleted.
"""


def write(folder: str | Path) -> list[Path]:
    """Write the pages into the folder; return their paths."""
    page = Path(folder) / "events.md"
    page.write_text(events_page(), encoding="utf-8")
    return [page]


def events_page() -> str:
    """Every declared kind of fact, by room."""
    sections = [HEAD]
    for room, kinds in _kinds_by_room():
        if kinds:
            sections.append(f"## {room}\n\n{_table(kinds)}\n")
    return "\n".join(sections)


def _kinds_by_room() -> list[tuple[str, list[Kind]]]:
    found = []
    for room in ROOMS:
        if find_spec(f"{room}.events") is not None:
            module = import_module(f"{room}.events")
            own = [kind for kind in vars(module).values() if isinstance(kind, Kind) and KINDS.get(kind.name) is kind]
            found.append((room.removeprefix("entregent."), sorted(own, key=lambda kind: kind.name)))
    return found


def _table(kinds: list[Kind]) -> str:
    lines = ["| kind | version | meaning | data |", "|---|---|---|---|"]
    for kind in kinds:
        data = "; ".join(f"`{name}`: {meaning}" for name, meaning in kind.fields.items()) or "—"
        lines.append(f"| `{kind.name}` | {kind.version} | {_cell(kind.meaning)} | {_cell(data)} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
