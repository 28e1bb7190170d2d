"""An installation can be saved, brought back elsewhere, and looked over."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.files import actions as files
from entregent.journal.actions import append
from entregent.kernel.ids import uuid7
from entregent.people.events import person_created
from entregent.people.models import Person


def entregent(url: str, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": url, "ENTREGENT_FILES": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "entregent.config.cli", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def furnished(committed: str, now: datetime, tmp_path: Path, settings) -> str:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": settings.STORAGES["default"]["BACKEND"], "OPTIONS": {"location": settings.MEDIA_ROOT}}
    }
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    with visible([brand.id]):
        Person.objects.create(brand=brand, family_name="Le Goff", created_at=now, updated_at=now)
        files.store(brand.id, "lettre.txt", "text/plain", b"Bonjour", now)
        for _ in range(2):
            append([person_created(brand=brand.id, at=now, subject=uuid7(), actor="system:test", source="test")])
    return committed


def test_what_is_saved_comes_back_whole_in_an_empty_database_and_only_there(furnished: str, tmp_path: Path) -> None:
    archive = tmp_path / "saved.tar.gz"
    with psycopg.connect(furnished) as owner:  # as on a server that has seen a million transactions more than the next one
        owner.execute("UPDATE journal_event SET xid = xid + 1000000")
        owner.execute(
            "INSERT INTO journal_cursor (follower, xid, event, attempts, moved_at) "
            "SELECT 'reactions', min(xid), min(id), 0, now() FROM journal_event"
        )
    saved = entregent(furnished, tmp_path / "files", "backup", str(archive))
    assert saved.returncode == 0, saved.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    refused = entregent(furnished, tmp_path / "files", "restore", str(archive))
    assert refused.returncode == 1
    assert "already holds an installation" in refused.stderr

    name = f"restored_{os.getpid()}"
    with psycopg.connect(furnished, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    url = furnished.replace(furnished.split("@/")[1].split("?")[0], name)
    try:
        restored = entregent(url, tmp_path / "elsewhere", "restore", str(archive))
        assert restored.returncode == 0, restored.stderr
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT family_name FROM people_person").fetchall() == [("Le Goff",)]
            unread = """SELECT count(*) FROM journal_event, journal_cursor
                        WHERE (journal_event.xid, journal_event.id) > (journal_cursor.xid, journal_cursor.event)
                          AND journal_event.xid < journal_horizon()"""
            assert connection.execute(unread).fetchone() == (1,)  # the cursor stands where it stood
            connection.execute(
                "INSERT INTO journal_event (at, kind, brand_id, actor, subject, data) "
                "SELECT at, kind, brand_id, actor, gen_random_uuid(), data FROM journal_event LIMIT 1"
            )
            connection.commit()
            assert connection.execute(unread).fetchone() == (2,)  # and what happens here comes after it
        kept = [path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()]
        assert [path.read_bytes() for path in kept] == [b"Bonjour"]
        assert entregent(url, tmp_path / "elsewhere", "doctor").returncode == 0
    finally:
        with psycopg.connect(furnished, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_doctor_sees_a_missing_wall(furnished: str, tmp_path: Path) -> None:
    healthy = entregent(furnished, tmp_path / "files", "doctor")
    assert healthy.returncode == 0, healthy.stdout
    with psycopg.connect(furnished) as owner:
        owner.execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")
    ill = entregent(furnished, tmp_path / "files", "doctor")
    assert ill.returncode == 1
    assert "people_person" in ill.stdout
