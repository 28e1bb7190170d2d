"""What is remembered for a while is the same for every process."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from entregent.access import jobs
from entregent.access.models import AuditEntry, Remembered, Staff
from entregent.access.tests.test_signing_in import code_for
from entregent.brands.models import Brand

PASSWORD = "un-mot-de-passe-long"
SECRET = "JBSWY3DPEHPK3PXP"


def at_once(count: int, function: Callable[[int], object]) -> list[object]:
    """Run it ``count`` times at the same moment, each on a connection of its own, as so many processes would."""
    gate, results = threading.Barrier(count), []

    def one(number: int) -> None:
        try:
            gate.wait()
            results.append(function(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_it_keeps_values_for_their_time(db: None) -> None:
    assert cache.get("a") is None and cache.get("a", 7) == 7
    cache.set("a", [1.25, 2], 60)
    assert cache.get("a") == [1.25, 2] and "a" in cache
    assert not cache.add("a", 1, 60)
    assert cache.touch("a", 0) and cache.get("a") is None and not cache.touch("a", 60)
    assert cache.add("a", 3, None) and cache.get("a") == 3
    assert cache.delete("a") and not cache.delete("a")
    assert cache.get_or_set("b", 5, 60) == 5
    cache.clear()
    assert cache.get("b") is None


def test_it_counts_every_process_that_counts_at_once(committed: str) -> None:
    with pytest.raises(ValueError):
        cache.incr("tries")
    cache.add("tries", 0, 60)
    assert sorted(at_once(6, lambda number: cache.incr("tries"))) == [1, 2, 3, 4, 5, 6]
    assert cache.decr("tries", 2) == 4


def test_of_those_who_add_the_same_key_at_once_one_wins(committed: str) -> None:
    cache.add("lock", 1, -1)  # over already: taking it over must be as exclusive as making it
    assert sorted(at_once(6, lambda number: cache.add("lock", number, 60))) == [False] * 5 + [True]


def test_what_is_over_is_swept(db: None) -> None:
    cache.set("over", 1, -1)
    cache.set("good", 1, 60)
    jobs.sweep.func(0)
    assert [row.key.rpartition(":")[2] for row in Remembered.objects.all()] == ["good"]


@pytest.fixture
def staff(committed: str) -> Staff:
    return Staff.objects.create_user("claire@example.org", PASSWORD, name="Claire")


def test_guesses_from_many_processes_are_counted_together(staff: Staff) -> None:
    """Eight processes guess at once, then again: never more than five guesses reach the password."""

    def guess(number: int) -> None:
        Client().post("/accounts/login/", {"login": staff.email, "password": f"essai {number}"})

    for _ in range(2):
        at_once(8, guess)
    assert AuditEntry.objects.filter(what="login.failed").count() == 5
    Client().post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    assert not AuditEntry.objects.filter(what="login").exists()


def test_a_code_shown_once_enters_once_whichever_process_is_asked(staff: Staff) -> None:
    TOTP.activate(staff, SECRET)
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    code = code_for(SECRET)
    statuses = at_once(4, lambda number: browsers[number].post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert sorted(statuses) == [200, 200, 200, 302]


def test_sessions_that_are_over_are_swept(brand: Brand, make_staff) -> None:
    staff, browser = make_staff(brand), Client()
    browser.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    assert UserSession.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    jobs.sweep.func(0)
    assert not UserSession.objects.exists() and not Session.objects.exists()
