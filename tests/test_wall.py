"""The walls hold against raw SQL, and stand around every table that has a brand."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from entregent.brands.models import Brand
from entregent.brands.scope import visible, visible_brands
from entregent.brands.wall import append_only_tables, walled_models
from entregent.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def brands(now: datetime) -> list[Brand]:
    made = [Brand.objects.create(slug=code.lower(), name=code, code=code) for code in ("PON", "TEL")]
    for brand in made:
        with visible([brand.id]):
            Person.objects.create(brand=brand, family_name=brand.code, created_at=now, updated_at=now)
    return made


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT family_name FROM people_person ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_each_brand_sees_its_own_rows_and_nothing_is_seen_without_a_brand(brands: list[Brand]) -> None:
    first, second = brands
    with visible([first.id]):
        assert names() == ["PON"]
        with visible([second.id]):
            assert names() == ["TEL"]
        assert visible_brands() == [first.id]
    with visible([first.id, second.id]):
        assert names() == ["PON", "TEL"]
    with visible([]):
        assert names() == []


def test_rows_of_another_brand_can_be_neither_written_nor_changed_nor_deleted(brands: list[Brand], now: datetime) -> None:
    first, second = brands
    with visible([first.id]):
        assert Person.objects.filter(brand=second).update(family_name="x") == 0
        assert Person.objects.filter(brand=second).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Person.objects.create(brand=second, created_at=now, updated_at=now)


@pytest.mark.parametrize(
    "attack",
    [
        "RESET ROLE; ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "DROP POLICY brand_wall ON people_person",
        "UPDATE journal_event SET actor = 'nobody'",
        "DELETE FROM journal_event",
        "DELETE FROM access_auditentry",
        "TRUNCATE people_person",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE mine SUPERUSER",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_running_processes_cannot_take_the_walls_down(attack: str, brands: list[Brand]) -> None:
    with visible([brands[0].id]), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(attack)


def test_row_security_cannot_be_switched_off_by_a_setting(brands: list[Brand]) -> None:
    with visible([brands[0].id]), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT count(*) FROM people_person")


def test_every_table_with_a_brand_is_walled() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'brand_wall' "
            "AND EXISTS (SELECT 1 FROM pg_class WHERE relname = tablename AND relrowsecurity)"
        )
        walled = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'brand_id' AND table_schema = 'public'"
        )
        branded = {row[0] for row in cursor.fetchall() if not row[0].startswith("journal_event_")}
    assert branded == walled == {model._meta.db_table for model in walled_models()}
    assert {"journal_event", "access_auditentry"} <= append_only_tables()


def test_the_partitions_of_the_journal_cannot_be_read_around_the_wall() -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SELECT * FROM journal_event_default")
