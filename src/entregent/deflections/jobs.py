"""The follow-up of deflections."""

from datetime import UTC, datetime

from entregent.brands.scope import every_brand
from entregent.deflections.actions import BATCH, follow
from entregent.jobs.app import job


@job(every="23 * * * *", attempts=1, lock="deflections-follow")
def follow_up(timestamp: int) -> None:
    """Each hour: who came back is told, and who did not within the week."""
    now = datetime.now(UTC)
    more = True
    while more:
        with every_brand():
            more = follow(now) >= BATCH
