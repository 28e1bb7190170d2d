"""The clock of promises and tasks, from the schedule; bulk changes. One transaction a batch: while one is open, the readers of
the journal wait for it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from entregent.brands.scope import every_brand, visible
from entregent.jobs.app import job
from entregent.tickets.actions.bulk import advance_bulk
from entregent.tickets.actions.clock import check_promises, check_tasks
from entregent.tickets.actions.closing import close_settled


@job(queue="clock", every="* * * * * */5", attempts=1, lock="promises")
def watch_promises(timestamp: int) -> None:
    """Every five seconds: an open screen must not show a promise as running when it is broken, nor a task as in time."""
    _until_done(check_promises)
    _until_done(check_tasks)


@job(queue="clock", every="*/10 * * * *", attempts=1, lock="closing")
def close_old(timestamp: int) -> None:
    """Every ten minutes: tickets that have stayed settled are closed."""
    _until_done(close_settled)


@job(queue="bulk", attempts=5)
def run_bulk(brand: str, run: str) -> None:
    """Do what was asked for many tickets, a batch a transaction, so that the screens see it advance."""
    left = True
    while left:
        with visible([UUID(brand)]):
            left = advance_bulk(UUID(run), timezone.now())


def _until_done(batch: Callable[[datetime], int]) -> None:
    left = 1
    while left:
        with every_brand():
            left = batch(timezone.now())
