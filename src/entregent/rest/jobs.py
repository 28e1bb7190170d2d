"""Forgetting what was kept for a day, and what was counted for a minute."""

import time

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job
from entregent.rest.idempotency import sweep
from entregent.rest.throttle import forget


@job(every="17 * * * *", attempts=1, lock="rest.sweep")
def sweep_kept_answers(timestamp: int) -> None:
    """Every hour: forget the answers kept for a day, a batch a transaction."""
    left = 1
    while left:
        with every_brand():
            left = sweep(timezone.now())


@job(every="41 * * * *", attempts=1, lock="rest.budgets")
def forget_budgets(timestamp: int) -> None:
    """Every hour: forget who asked how much in minutes that are over; every visitor of a widget is a caller of their own."""
    forget(time.time())
