"""How calls wait in a queue, as it is set up, and which queue a caller ends up in."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions
from entregent.channels.voice.actions import Elsewhere, Queued
from entregent.channels.voice.models import Call, Number, Overflow, WaitingPolicy
from entregent.channels.voice.rules import cannot_wait
from entregent.routing.models import Queue

Visit = Callable[[Staff | None], Client]
LIMITS = {"word_seconds": "45", "offers_seconds": "90", "message_seconds": "60", "offers_message": "on", "most_waiting": "3"}


@given(st.booleans(), st.booleans(), st.integers(0, 9), st.none() | st.integers(0, 900), st.none() | st.integers(1, 9))
def test_nobody_is_sent_away_without_a_reason(open, staffed, waiting, expected, most) -> None:
    why = cannot_wait(
        open=open, staffed=staffed, waiting=waiting, expected=expected, most_waiting=most, most_expected=300
    )  # fmt: skip
    long = expected is not None and expected > 300
    assert why == ("closed" if not open else "nobody" if not staffed else "full" if long or waiting >= (most or 99) else "")


def test_what_is_set_up_is_kept_checked_and_taken_away(
    brand: Brand, other_brand: Brand, queue: Queue, make_staff, visit
) -> None:
    client = visit(make_staff(brand, "administrator", name="Awa Diop"))
    with visible([brand.id, other_brand.id]):
        theirs = Queue.objects.create(brand=other_brand, name="Leur file")
    page = reverse("voice:waiting_policy", args=[queue.id])
    assert client.get(page).status_code == 200
    for wrong in (
        {"full-does": "number"}, {"full-does": "number", "full-number": "+882 13 300 024"}, {"full-does": "queue"},
        {"full-does": "queue", "full-to_queue": theirs.id}, {"word_seconds": "1"},
    ):  # fmt: skip
        assert client.post(page, LIMITS | wrong).status_code == 422
    assert not WaitingPolicy.objects.exists() and not Overflow.objects.exists()
    said = {"closed-said_fr": "À lundi.", "full-does": "number", "full-number": "01 99 00 56 78", "nobody-does": "voicemail"}
    assert client.post(page, LIMITS | said).status_code == 302
    policy = WaitingPolicy.objects.get()
    assert (policy.word_seconds, policy.most_waiting, policy.offers_message) == (45, 3, True)
    rows = {(one.when, one.does, one.number, one.said_fr) for one in Overflow.objects.all()}
    assert rows == {
        ("full", "number", "+33199005678", ""),
        ("nobody", "voicemail", "", ""),
        ("closed", "message", "", "À lundi."),
    }
    listed = client.get(reverse("voice:waiting")).content.decode()
    assert "laisser un message" in listed and "Un autre numéro est appelé" in listed
    assert client.post(page, LIMITS).status_code == 302 and not Overflow.objects.exists()


@pytest.fixture
def called(brand: Brand, queue: Queue, now: datetime) -> Callable[[], UUID]:
    """Somebody calls, and is at the end of the menu."""
    number = Number.objects.create(brand=brand, number="+33261910010", queue=queue)
    node = actions.start_node("127.0.0.1:4000", "127.0.0.1:5060", now)
    return lambda: actions.begin(number.id, "0199001234", "", node=node, now=now).call


def test_who_cannot_wait_in_a_queue_goes_to_another_and_never_in_circles(
    brand: Brand, queue: Queue, called, now: datetime
) -> None:
    other = Queue.objects.create(brand=brand, name="Renfort")
    Overflow.objects.create(brand=brand, queue=queue, when="nobody", does="queue", to_queue=other)
    found = actions.queue_up(called(), None, now=now)
    assert isinstance(found, Queued) and found.queue == other.id
    Overflow.objects.create(brand=brand, queue=other, when="nobody", does="queue", to_queue=queue)
    found = actions.queue_up(called(), None, now=now)
    assert isinstance(found, Queued) and found.queue == other.id  # nobody is anywhere: they wait all the same
    Overflow.objects.filter(queue=other).update(does="voicemail")
    call = called()
    gone = actions.queue_up(call, None, now=now)
    assert isinstance(gone, Elsewhere) and (gone.does, gone.queue) == ("voicemail", other.id)
    assert Call.objects.get(id=call).outcome == "overflowed"


def test_one_more_than_may_wait_goes_elsewhere(brand: Brand, queue: Queue, called, now: datetime) -> None:
    WaitingPolicy.objects.create(brand=brand, queue=queue, most_waiting=1)
    Overflow.objects.create(brand=brand, queue=queue, when="full", does="message", said_fr="Rappelez demain.")
    with_telephone(brand, queue, now)
    assert isinstance(actions.queue_up(called(), None, now=now), Queued)
    gone = actions.queue_up(called(), None, now=now)
    assert isinstance(gone, Elsewhere) and (gone.why, gone.does, gone.said) == ("full", "message", {"fr": "Rappelez demain."})


def with_telephone(brand: Brand, queue: Queue, now: datetime) -> None:
    from entregent.routing.models import Presence, QueueMember

    staff = Staff.objects.create(email="claire@example.org", name="Claire Morvan", password="!")
    QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
    Presence.objects.create(staff=staff, state="paused", since=now, idle_since=now, seen_at=now, lacks=[])
