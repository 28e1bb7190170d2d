"""Forgetting what was kept for a day."""

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job
from entregent.rest.idempotency import sweep


@job(every="17 * * * *", attempts=1, lock="rest.sweep")
def sweep_kept_answers(timestamp: int) -> None:
    """Every hour: forget the answers kept for a day, a batch a transaction."""
    left = 1
    while left:
        with every_brand():
            left = sweep(timezone.now())
