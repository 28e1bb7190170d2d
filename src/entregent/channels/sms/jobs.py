"""The clock of links."""

from datetime import UTC, datetime

from entregent.brands.scope import every_brand
from entregent.channels.sms.actions import forget_numbers
from entregent.jobs.app import job


@job(every="17 3 * * *", attempts=1, lock="sms-forget")
def forget(timestamp: int) -> None:
    """Each night: to whom a link was sent is forgotten once it leads nowhere."""
    with every_brand():
        forget_numbers(datetime.now(UTC))
