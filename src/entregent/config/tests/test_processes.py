"""The command, and the listening processes when each has a machine of its own."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.config.cli import main
from entregent.journal.actions import append
from entregent.kernel.ids import uuid7
from entregent.kernel.tests.ports import free_port
from entregent.live.token import issue
from entregent.people.events import person_created

PATIENCE = 30  # seconds that a busy machine may take to open the door


@contextmanager
def listening(database: str, name: str, door: str, static: Path) -> Iterator[str]:
    """``entregent <name>`` on a port of its own; yields its address once the door answers."""
    port = free_port()
    command = [sys.executable, "-m", "entregent.config.cli", name, "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database, "ENTREGENT_STATIC": str(static)})
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(PATIENCE * 10):
            assert process.poll() is None, f"entregent {name} ended by itself"
            with suppress(urllib.error.URLError):
                urllib.request.urlopen(address + door, timeout=5).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        assert process.wait(15) == 0


def told(address: str) -> object:
    with urllib.request.urlopen(address, b"", timeout=10) as answer:
        return json.load(answer)


def status(address: str, body: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(address, body, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_the_pages_alone_leave_the_streams_to_another_process(committed: str, tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text("<svg/>")
    with listening(committed, "web", "/accounts/login/", tmp_path) as address:
        assert status(address + "/api/openapi.json") == 200
        assert status(address + "/static/mark.svg") == 200
        assert status(address + "/live/health") == 404


def test_the_streams_alone_carry_the_facts_of_the_brands_of_the_pass_and_nothing_else(
    committed: str, tmp_path: Path, now: datetime
) -> None:
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    other = Brand.objects.create(slug="armor", name="Armor", code="ARM")
    person = uuid7()
    held = issue(settings.SECRET_KEY, uuid7(), [brand.id])
    with listening(committed, "live", "/live/health", tmp_path) as address:
        assert status(address + "/accounts/login/") == 404
        assert status(f"{address}/live/stream?token=forged") == 403
        here = f"{address}/live/here/{{}}/{uuid7()}?token={held}&state=typing"
        assert told(here.format(brand.id)) == {}
        assert status(here.format(other.id), b"") == 403
        topics = f"brand:{brand.id},brand:{other.id}"
        with urllib.request.urlopen(f"{address}/live/stream?token={held}&topics={topics}", timeout=20) as stream:
            for line in stream:
                if line == b": hello\n":
                    break
            for of_brand, subject in ((other, uuid7()), (brand, person)):
                with visible([of_brand.id]):
                    append([person_created(brand=of_brand.id, at=now, subject=subject, actor="system:test", source="test")])
            heard = next(json.loads(line[6:]) for line in stream if line.startswith(b"data: "))
        assert str(person) in json.dumps(heard)


def commands() -> list[str]:
    return sorted(name for name, command in main.commands.items() if not command.hidden)


def test_the_house_is_run_by_a_handful_of_words() -> None:
    assert {"serve", "web", "live", "worker", "mail", "demo", "backup", "restore", "doctor", "version"} <= set(commands())


@pytest.mark.parametrize("name", commands())
def test_every_command_says_what_it_does_and_what_each_option_is_for(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    command = main.commands[name]
    assert command.help
    for option in command.params:
        assert option.param_type_name == "argument" or option.help, f"{name} {option.name} has no word of help"
