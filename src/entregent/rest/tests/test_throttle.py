"""The limit of a caller holds for all processes together, and costs a statement a share."""

import os
import subprocess
import sys
import threading

from django.db import connection

from entregent.rest.models import Budget
from entregent.rest.throttle import Throttle, forget

NOON = 1_800_000_000.0  # the beginning of a minute


def allowed(throttle: Throttle, times: int, limit: int, at: float = NOON) -> int:
    return sum(throttle.ask("key:1", limit, at).allowed for _ in range(times))


def test_two_processes_share_one_limit_and_the_next_minute_starts_again(db: None) -> None:
    one, other = Throttle(), Throttle()
    assert allowed(one, 3, 5) == 3 and allowed(other, 9, 5) == 2
    assert allowed(one, 1, 5) == 0
    assert allowed(other, 9, 5, NOON + 60) == 5
    assert allowed(one, 1, 5, NOON) == 0  # a clock that is behind spends from the same minute


def test_a_share_costs_one_statement_and_a_used_up_limit_none(db: None, django_assert_num_queries) -> None:
    throttle = Throttle()
    with django_assert_num_queries(5):
        assert allowed(throttle, 100, 1000) == 100
    assert Budget.objects.get().taken == 100
    with django_assert_num_queries(45):
        assert allowed(throttle, 1500, 1000) == 900
    assert throttle.ask("key:1", 1000, NOON + 59.5).headers()["Retry-After"] == "1"


def test_what_is_left_counts_what_others_took(db: None) -> None:
    one, other = Throttle(), Throttle()
    assert one.ask("key:1", 100, NOON).left == 99
    assert other.ask("key:1", 100, NOON).left == 97  # one of the two that the first holds is not ours to spend
    assert one.ask("key:2", 100, NOON).left == 99


def test_what_was_counted_in_a_minute_that_is_over_is_forgotten(db: None) -> None:
    Throttle().ask("key:1", 5, NOON)
    Throttle().ask("key:2", 5, NOON + 60)
    assert forget(NOON + 119) == 1
    assert Budget.objects.get().caller == "key:2"


def test_threads_of_many_processes_never_pass_the_limit(committed: str) -> None:
    throttles, counts = [Throttle() for _ in range(3)], []

    def spend(number: int) -> None:
        try:
            counts.append(allowed(throttles[number % 3], 120, 500))
        finally:
            connection.close()

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 500 - 3 * 10 <= sum(counts) <= 500


SPEND = """
import django; django.setup()
from entregent.rest.throttle import Throttle, forget
throttle = Throttle()
print(sum(throttle.ask("key:1", 200, %r).allowed for _ in range(160)))
"""


def test_two_real_processes_share_the_limit(committed: str) -> None:
    environment = os.environ | {"DATABASE_URL": committed, "DJANGO_SETTINGS_MODULE": "entregent.config.settings"}
    command = [sys.executable, "-c", SPEND % NOON]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    assert sum(int(one.communicate(timeout=60)[0]) for one in started) == 200
