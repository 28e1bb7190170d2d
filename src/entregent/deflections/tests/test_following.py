"""What became of the ways that were taken, from what people really did afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from entregent.brands.models import Brand
from entregent.deflections import actions, queries
from entregent.deflections.actions import FOLLOWED, GRACE
from entregent.deflections.models import Deflection
from entregent.journal.models import Event
from entregent.tickets.actions import Received

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def first(write_in: Callable[..., Received], now: datetime) -> Received:
    """What made them wait."""
    return write_in("Bonjour, où en est mon remboursement ?", at=now - DAY)


def taken(brand: Brand, first: Received | None, now: datetime, to: str = "article", **fields: object) -> UUID:
    """A way offered and taken; the id of where it was."""
    subject, person = uuid4(), first.ticket.person_id if first else None
    actions.offer(brand.id, subject, "chat", (to,), now, person=person, wait=600, **fields)
    actions.answer(subject, to, True, now)
    return subject


def outcome(subject: UUID) -> str:
    return Deflection.objects.get(subject=subject).outcome


def test_nobody_hears_of_them_for_a_week_it_is_resolved_on_the_last_day_not_before(
    brand: Brand, first: Received, now: datetime
) -> None:
    subject = taken(brand, first, now)
    actions.follow(now + FOLLOWED - timedelta(seconds=1))
    assert outcome(subject) == ""
    actions.follow(now + FOLLOWED)
    assert outcome(subject) == "resolved"
    told = list(Event.objects.filter(subject=subject).order_by("id").values_list("kind", "data"))
    assert [kind for kind, _data in told] == ["deflection.offered", "deflection.answered", "deflection.settled"]
    assert told[0][1]["wait"] == 600 and told[2][1]["outcome"] == "resolved"


def test_who_writes_again_came_back_wherever_they_write(
    brand: Brand, first: Received, write_in: Callable[..., Received], now: datetime
) -> None:
    subject = taken(brand, first, now)
    write_in("Toujours rien.", at=now + 2 * DAY)
    actions.follow(now + 2 * DAY)
    assert outcome(subject) == "returned"


def test_what_belongs_to_the_way_that_was_taken_is_no_return(
    brand: Brand, first: Received, write_in: Callable[..., Received], now: datetime
) -> None:
    message = taken(brand, first, now, "message", conversation=first.message.conversation_id)
    at_once = taken(brand, first, now + GRACE)
    by_mail = taken(brand, first, now, "mail")
    write_in("Voici mon message.", at=now + GRACE + timedelta(minutes=5), conversation=first.message.conversation_id)
    write_in("Et un autre, plus tard.", at=now + 2 * DAY, conversation=first.message.conversation_id)
    actions.follow(now + FOLLOWED + DAY)
    assert (outcome(message), outcome(by_mail)) == ("resolved", "resolved")
    assert outcome(at_once) == "returned"  # the second, not the first


def test_after_the_week_they_may_write_about_something_else(
    brand: Brand, first: Received, write_in: Callable[..., Received], now: datetime
) -> None:
    subject = taken(brand, first, now)
    write_in("Autre chose.", at=now + FOLLOWED + timedelta(minutes=1))
    actions.follow(now + FOLLOWED + DAY)
    assert outcome(subject) == "resolved"


def test_an_agent_asked_for_in_the_same_exchange_is_a_return_and_nobody_known_is_not_known(
    brand: Brand, first: Received, now: datetime
) -> None:
    asked, nobody = taken(brand, first, now), taken(brand, None, now)
    actions.came_back(asked, now)
    actions.follow(now + FOLLOWED)
    assert (outcome(asked), outcome(nobody)) == ("returned", "unknown")


def test_each_way_is_offered_once_and_the_first_answer_stands(brand: Brand, first: Received, now: datetime) -> None:
    subject = uuid4()
    for _ in range(2):
        actions.offer(brand.id, subject, "chat", ("callback", "article"), now, waiting=True, wait=300)
    actions.answer(subject, "callback", False, now)
    actions.answer(subject, "callback", True, now + DAY)
    actions.answer(subject, "message", True, now)
    assert Deflection.objects.count() == 2
    assert Deflection.objects.get(to="callback").answer == "refused"
    assert Event.objects.filter(kind="deflection.offered").count() == 2


def test_the_share_counts_only_what_is_known(brand: Brand, first: Received, now: datetime) -> None:
    for settled in ("resolved", "resolved", "resolved", "returned", "unknown", ""):
        Deflection.objects.filter(subject=taken(brand, first, now)).update(outcome=settled)
    refused, ignored = uuid4(), uuid4()
    for subject in (refused, ignored):
        actions.offer(brand.id, subject, "chat", ("article",), now)
    actions.answer(refused, "article", False, now)
    [way] = queries.ways([brand.id], now - DAY, now + DAY)
    assert (way.offered, way.accepted, way.refused, way.ignored, way.followed) == (8, 6, 1, 1, 1)
    assert (way.taken_share, way.solved_share, way.wait) == (0.75, 0.75, 600)
    assert queries.ways([brand.id], now + DAY, now + 2 * DAY) == []
    assert queries.total([way, way]).solved_share == 0.75
