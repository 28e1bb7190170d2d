"""The clock of recordings."""

from datetime import UTC, datetime

from entregent.brands.scope import every_brand
from entregent.channels.voice.actions import expire
from entregent.jobs.app import job


@job(every="41 3 * * *", attempts=1, lock="recordings-expire")
def expire_recordings(timestamp: int) -> None:
    """Each night: recordings that were kept their time go."""
    more = 1
    while more:
        with every_brand():
            more = expire(datetime.now(UTC))
