"""Months are opened ahead by a role that may create nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from entregent.brands.models import Brand
from entregent.journal.actions import append
from entregent.journal.jobs import open_months
from entregent.journal.kinds import KINDS, kind
from entregent.journal.models import Event
from entregent.kernel.ids import uuid7

happened = KINDS.get("test.happened") or kind("test.happened", "For the tests.", step="a number")


@pytest.mark.django_db
def test_the_months_to_come_are_opened_once() -> None:
    there_and_then = int(datetime(2031, 5, 20, tzinfo=UTC).timestamp())
    assert open_months(there_and_then) == 4
    assert open_months(there_and_then) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('journal_event_203108') IS NOT NULL")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_a_month_opened_late_takes_its_facts_out_of_the_default_partition(brand: Brand) -> None:
    late = datetime(2032, 2, 14, tzinfo=UTC)
    subject = uuid7()
    append([happened(brand=brand.id, at=late, subject=subject, actor="system:test", step=1)])
    assert _where(subject) == "journal_event_default"
    assert open_months(int(late.timestamp())) == 4
    assert _where(subject) == "journal_event_203202"
    append([happened(brand=brand.id, at=late, subject=uuid7(), actor="system:test", step=2)])
    assert Event.objects.filter(at=late).count() == 2


def _where(subject: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM journal_event WHERE subject = %s", [subject])
        return cursor.fetchone()[0]
