"""The promises' clock, from the schedule."""

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job
from entregent.tickets.actions.clock import check_promises


@job(queue="clock", every="* * * * * */5", attempts=1, lock="promises")
def watch_promises(timestamp: int) -> None:
    """Every five seconds: an open screen must not show a promise as running when it is broken."""
    with every_brand():
        while check_promises(timezone.now()):
            pass
