"""The clock of rights."""

from datetime import UTC, datetime

from entregent.jobs.app import job
from entregent.rights.actions import press, tell_overdue


@job(every="7 * * * *", attempts=1, lock="rights-clock")
def tick(timestamp: int) -> None:
    """Each hour: what has few days left is pressed, what is late is told."""
    now = datetime.now(UTC)
    press(now)
    tell_overdue(now)
