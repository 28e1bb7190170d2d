"""The house's door to procrastinate: no other room imports it."""

from collections.abc import Callable
from typing import Any

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app


def configure(_: procrastinate.App) -> None:
    """Called once when Django is ready; jobs declare themselves with ``job`` in each room's ``jobs.py``."""


def job(
    queue: str = "default", attempts: int = 8, backoff: int = 3, every: str | None = None, lock: str | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a job: a function whose arguments are JSON values.

    A failure is tried again ``backoff``, ``backoff``², ``backoff``³… seconds later, ``attempts`` times; ``every`` is a
    cron line for a periodic job, which then takes the planned ``timestamp``; ``lock`` keeps two runs apart.
    """

    def declare(function: Callable[..., Any]) -> Any:
        retry = procrastinate.RetryStrategy(max_attempts=attempts, exponential_wait=backoff)
        task = app.task(name=f"{function.__module__}.{function.__name__}", queue=queue, retry=retry, lock=lock)(function)
        return app.periodic(cron=every)(task) if every else task

    return declare


def later(task: Any, *, lock: str | None = None, once: str | None = None, delay: int = 0, **arguments: Any) -> None:
    """Put a job in the queue with the current transaction: it exists only if that commits.

    ``lock`` runs jobs of the same name one after the other; ``once`` ignores the call when the same is already waiting;
    ``delay`` in seconds.
    """
    options: dict[str, Any] = {"lock": lock, "queueing_lock": once}
    if delay:
        options["schedule_in"] = {"seconds": delay}
    try:
        with transaction.atomic():  # a refused duplicate must not spoil the caller's transaction
            task.configure(**options).defer(**arguments)
    except procrastinate.exceptions.AlreadyEnqueued:
        return
