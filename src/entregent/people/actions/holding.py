"""Writing for a person while somebody else merges them: who writes holds the person, the merge waits, or they follow it.

Foreign keys are checked at the commit: without holding, a row written meanwhile would stay with a person that is no more.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

import psycopg
from django.db import OperationalError, transaction

from entregent.brands.statements import fetch

P = ParamSpec("P")
R = TypeVar("R")

HOLD = "SELECT merged_into_id FROM people_person WHERE id = %s FOR KEY SHARE"
TRIES = 3


def hold(person_id: UUID) -> UUID:
    """Keep a person from being merged until the end of the transaction; return who they are now. One statement, two for
    who was merged.

    An unknown person is returned as they were named: what is written for them will be refused.
    """
    while (found := fetch(HOLD, [person_id])) and found[0][0] is not None:
        person_id = found[0][0]
    return person_id


def again_after_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Run in a savepoint, again when PostgreSQL chose it to end a deadlock: the other transaction has gone on by then."""

    @wraps(function)
    def patient(*args: P.args, **options: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return function(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                    raise
        with transaction.atomic():
            return function(*args, **options)

    return patient
