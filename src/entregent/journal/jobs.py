"""Opening the months to come, so that facts never pile up in the default partition."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from entregent.jobs.app import job


@job(every="17 3 * * *", lock="journal_months")
def open_months(timestamp: int) -> int:
    """Open this month and the three next; returns how many were made. The worker calls it too when it starts, for machines
    that sleep at night."""
    first = datetime.fromtimestamp(timestamp, UTC).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_open_months(%s, %s)", [first, first + timedelta(days=93)])
        return cursor.fetchone()[0]
