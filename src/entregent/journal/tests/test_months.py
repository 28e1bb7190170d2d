"""Months are opened ahead by a role that may create nothing else."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from entregent.journal.jobs import open_months


@pytest.mark.django_db
def test_the_months_to_come_are_opened_once() -> None:
    there_and_then = int(datetime(2031, 5, 20, tzinfo=UTC).timestamp())
    assert open_months(there_and_then) == 4
    assert open_months(there_and_then) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('journal_event_203108') IS NOT NULL")
        assert cursor.fetchone() == (True,)
