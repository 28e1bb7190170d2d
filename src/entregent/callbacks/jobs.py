"""The clock of callbacks."""

from datetime import UTC, datetime

from entregent.callbacks.actions import fall_due, note_missed
from entregent.jobs.app import job


@job(every="* * * * *", attempts=1, lock="callbacks-clock")
def tick(timestamp: int) -> None:
    """Each minute: what is to be called now waits for an agent; what nobody took in time is told."""
    now = datetime.now(UTC)
    fall_due(now)
    note_missed(now)
