"""The rules of the house that no other check holds."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "entregent"
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
PRODUCT = [path for path in SOURCES if "tests" not in path.parts]
TEMPLATES = list(PACKAGE.rglob("templates/**/*.html"))
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]


def floors() -> dict[str, int]:
    """Room → floor, the ground being 0; rooms of a same line stand on the same floor."""
    return {room.strip(): number for number, line in enumerate(reversed(LAYERS)) for room in line.split("|")}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def test_foreign_keys_point_down() -> None:
    where = floors()
    for model in apps.get_models():
        if not model.__module__.startswith("entregent."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or not target.__module__.startswith("entregent."):
                continue
            there = target.__module__.split(".")[1]
            assert here == there or where[there] < where[here], f"{model.__name__}.{field.name} points up to {there}"


def test_a_template_takes_nothing_from_another_room() -> None:
    reference = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"'/]+)/")
    for template in TEMPLATES:
        folder = next(parent for parent in template.parents if parent.name == "templates")
        own = {path.name for path in folder.iterdir() if path.is_dir()}
        for room in reference.findall(template.read_text()):
            assert room in own | {"looks"}, f"{template.relative_to(PACKAGE)} takes from {room}"


@pytest.mark.parametrize("pattern", [r"@receiver\b", r"\b(post|pre)_(save|delete|migrate)\b", r"def save\(self"])
def test_no_signals_and_no_business_in_save(pattern: str) -> None:
    found = [path.name for path in PRODUCT if re.search(pattern, path.read_text())]
    assert found == []


def test_no_junk_drawers() -> None:
    junk = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py", "base.py"}
    assert [str(path) for path in SOURCES if path.name in junk and path.parent.name != "engine"] == []  # Django names that one


def test_files_stay_small() -> None:
    long = {str(path.relative_to(ROOT)): count for path in SOURCES if (count := len(path.read_text().splitlines())) > 500}
    assert long == {}


def test_every_room_has_its_page_and_its_jobs_go_through_the_door() -> None:
    rooms = {room_of(path) for path in PRODUCT if len(path.relative_to(PACKAGE).parts) > 1} - {"config", "channels"}
    assert [room for room in sorted(rooms) if not (PACKAGE / room / "README.md").exists()] == []
    outside = [
        str(path.relative_to(PACKAGE))
        for path in PRODUCT
        if room_of(path) != "jobs" and re.search(r"^(from|import) procrastinate", path.read_text(), re.M)
    ]
    assert outside == []


def test_other_rooms_enter_by_the_door() -> None:
    """actions, queries, events; models for foreign keys; what a port or a vocabulary room offers to all."""
    doors = {"actions", "queries", "events", "models", "errors", "rules", "rest", "web", "tests"}
    offered = {
        "kernel": None, "looks": None, "rest": None, "live": None, "jobs": None, "egress": None,
        "telephony": None, "speech": {"at_hand", "detector", "hearing", "jobs", "port", "prompts", "turns"},
        "access": {"sealing", "shifts", "devices"}, "journal": {"kinds", "followers"},
        "brands": {"kept_queries", "scope", "statements", "vocabulary", "wall"},
        "conversations": {"by_mail", "canned", "channel", "content"},
        "routing": {"dispatcher"}, "people": {"rest"}, "tickets": {"promises", "rest"}, "demo": None, "config": None,
        "understanding": {"entities", "provider", "typos"}, "calendar": None,
        "scenarios": {"medium", "simulating", "starting_points", "tree"},
    }  # fmt: skip
    wrong = []
    for path in PRODUCT:
        here = room_of(path)
        if here == "config":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.module or not node.module.startswith("entregent."):
                continue
            parts = node.module.split(".")
            there = parts[1]
            if there in (here, "channels") or (there in offered and offered[there] is None):
                continue
            inside = parts[2] if len(parts) > 2 else node.names[0].name
            if inside not in doors | (offered.get(there) or set()):
                wrong.append(f"{path.relative_to(PACKAGE)} enters {node.module}")
    assert wrong == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)  # exits when one is missing
