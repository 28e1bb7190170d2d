"""The callback node books with the queue that calls back: the times that are left, one of them promised, none sold twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entregent.brands.models import Brand
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.rules import Slot
from entregent.kernel.handles import phone_handle
from entregent.people.actions import identify
from entregent.routing.models import Queue
from entregent.scenarios import actions
from entregent.scenarios.medium import Answer, Turn
from entregent.scenarios.models import Session
from entregent.scenarios.performing.calling_back import spread
from entregent.scenarios.tests.test_elsewhere import published
from entregent.scenarios.tests.trees import both, choice, end, hand, option
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
NODES = {
    "menu": choice("Quoi ?", option("1", "Un rappel", "rappel"), option("2", "Rien", "non")),
    "rappel": {"kind": "callback", "text": both("Vous rappeler ?"), "number": both("Quel numéro ?"), "reason": "Un devis",
               "phone": "tel", "queue": "Contrats", "accepted": "note", "refused": "non", "failed": "main"},
    "note": end("Entendu : {callback.at|dès que possible}."), "non": end("Tant pis."), "main": hand(),
}  # fmt: skip
TREE = {"variables": {"tel": {"type": "phone"}}}


@pytest.fixture
def offering(brand: Brand, queue: Queue) -> Offering:
    return Offering.objects.create(brand=brand, queue=queue, per_quarter=1, notice_minutes=0)


def asked(brand: Brand, medium: str, now: datetime) -> Turn:
    version = published(brand, f"rappel-{medium}", NODES, now, **TREE)
    turn = actions.begin(version.scenario_id, medium, now=now)
    return actions.answer(turn.session, Answer(key="1"), now)


def times(turn: Turn, now: datetime, number: str = "06 39 98 01 02") -> Turn:
    turn = actions.answer(turn.session, Answer("oui"), now)
    return actions.answer(turn.session, Answer(number), now)


@pytest.mark.parametrize(("medium", "fewest", "most"), [("phone", 4, 5), ("chat", 5, 8), ("web", 20, 62)])
def test_as_many_times_are_offered_as_the_medium_bears(
    brand: Brand, offering: Offering, now: datetime, medium: str, fewest: int, most: int
) -> None:
    turn = times(asked(brand, medium, now), now)
    assert turn.asks is not None and turn.asks.kind == "slot" and fewest <= len(turn.asks.options) <= most
    assert turn.asks.options[0].label == "Dès que possible" and turn.asks.options[-1].at == ""
    first = turn.asks.options[1]
    assert datetime.fromisoformat(first.at) >= now
    turn = actions.answer(turn.session, Answer(key=first.key), now)
    booked = Callback.objects.get()
    assert booked.slot_at == datetime.fromisoformat(first.at) and booked.phone == "+33639980102" and booked.about == "Un devis"
    assert turn.outcome is not None and first.label in turn.said[-1].text
    assert Session.objects.get().person_id == booked.person_id and not Ticket.objects.exists()


def test_a_time_that_is_gone_is_said_and_others_are_offered(brand: Brand, offering: Offering, now: datetime) -> None:
    first = times(asked(brand, "web", now), now)
    assert first.asks is not None
    wanted = first.asks.options[1]
    other = identify(brand.id, phone_handle("06 39 98 77 77", "FR"), source="test", now=now).person_id
    Callback.objects.create(
        brand=brand, person_id=other, queue=offering.queue, phone="+33639987777", source="test", slot_at=wanted.at, place=0,
        starts_at=wanted.at, due_at=wanted.at, asked_at=now,
    )  # fmt: skip
    turn = actions.answer(first.session, Answer(key=wanted.key), now)
    assert turn.said[0].text == "Cet horaire vient d’être pris." and turn.asks is not None
    assert wanted.at not in [one.at for one in turn.asks.options]
    turn = actions.answer(turn.session, Answer("aucun de ces horaires"), now)
    assert turn.outcome is not None and turn.said[-1].text == "Tant pis." and Callback.objects.count() == 1


def test_who_waits_for_a_call_already_has_it_moved(brand: Brand, offering: Offering, now: datetime) -> None:
    once = times(asked(brand, "web", now), now)
    actions.answer(once.session, Answer("dès que possible"), now)
    again = times(actions.answer(actions.begin(_scenario(once), "web", now=now).session, Answer(key="1"), now), now)
    assert again.asks is not None
    actions.answer(again.session, Answer(key="2"), now)
    booked = Callback.objects.get()
    assert booked.moves == 1 and booked.slot_at == datetime.fromisoformat(again.asks.options[1].at)


def _scenario(turn: Turn):
    return Session.objects.get(id=turn.session).scenario_id


def test_nothing_is_offered_where_nothing_is_left(brand: Brand, queue: Queue, now: datetime) -> None:
    turn = asked(brand, "chat", now)  # the queue takes no callback
    assert turn.outcome is not None and turn.outcome.kind == "handed"
    offering = Offering.objects.create(brand=brand, queue=queue, per_quarter=1, at_once=False, days_ahead=1)
    Offering.objects.filter(id=offering.id).update(notice_minutes=2880)
    turn = actions.answer(actions.begin(_scenario(turn), "chat", now=now).session, Answer(key="1"), now)
    assert turn.outcome is not None and turn.outcome.kind == "handed"


def test_times_are_spread_over_the_next_half_days() -> None:
    paris = ZoneInfo("Europe/Paris")
    begin = datetime(2026, 11, 23, 8, tzinfo=UTC)
    days = {date(2026, 11, 23) + timedelta(days=n): [Slot(begin + timedelta(days=n, minutes=15 * q), 1) for q in range(32)]
            for n in range(7)}  # fmt: skip
    three = [at.astimezone(paris).strftime("%d %H:%M") for at in spread(days, paris, 3)]
    assert three == ["23 09:00", "23 12:00", "24 09:00"]
    many = spread(days, paris, 60)
    assert len(many) == 60 and len(set(many)) == 60 and many == sorted(many) and many[-1] < begin + timedelta(days=5)
    assert spread({}, paris, 3) == []
