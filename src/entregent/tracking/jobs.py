"""What call tracking does by itself."""

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job
from entregent.tracking.actions import forget


@job(every="41 3 * * *", attempts=1, lock="tracking-forget")
def forget_lendings(timestamp: int) -> None:
    """Each night: what was lent and is over."""
    with every_brand():
        forget(timezone.now())
