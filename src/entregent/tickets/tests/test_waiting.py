"""How long customers waited is told of every answer, late or promised nothing, on the right business hours."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.utils import translation

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.tickets import queries
from entregent.tickets.actions import Received, reply
from entregent.tickets.models import PromisePolicy
from entregent.tickets.web.wording import lines

Write = Callable[..., Received]
PARIS = ZoneInfo("Europe/Paris")
HOUR = 3600.0


def paris(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PARIS)


def answered(ticket_id: object) -> dict[str, object]:
    """What the last answer told of the wait."""
    data = Event.objects.filter(kind="ticket.answered", subject=ticket_id).order_by("-id")[0].data
    return {name: data[name] for name in ("first", "wall_seconds", "business_seconds", "late_seconds")}


@pytest.fixture
def claire(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand)


ASKED_AND_ANSWERED = {
    # Four hours were promised; the calendar is 9:00–12:30 and 14:00–18:00 in Paris.
    "Friday to Monday, in time": (paris(2026, 11, 20, 17, 50), paris(2026, 11, 23, 10), 70 * 60, None),
    "Friday to Monday, late": (paris(2026, 11, 20, 17, 50), paris(2026, 11, 23, 15), 10 * 60 + 4.5 * HOUR, 40 * 60),
    "over lunch, late": (paris(2026, 11, 23, 9), paris(2026, 11, 23, 16), 5.5 * HOUR, 1.5 * HOUR),
    "asked and answered during lunch": (paris(2026, 11, 23, 12, 40), paris(2026, 11, 23, 13, 10), 0, None),
    "while the clock goes back": (paris(2026, 10, 23, 17), paris(2026, 10, 26, 10), 2 * HOUR, None),
    "while the clock goes forward, late": (paris(2026, 3, 27, 17), paris(2026, 3, 30, 15), 5.5 * HOUR, 1.5 * HOUR),
    "over a public holiday, late": (paris(2026, 11, 10, 17), paris(2026, 11, 12, 14, 30), 5 * HOUR, HOUR),
}


@pytest.mark.parametrize(("asked", "at", "business", "late"), ASKED_AND_ANSWERED.values(), ids=ASKED_AND_ANSWERED)
def test_a_first_answer_tells_its_wait_kept_or_broken(
    write_in: Write, claire: Staff, asked: datetime, at: datetime, business: float, late: float | None
) -> None:
    ticket = write_in("Bonjour", asked).ticket
    reply(ticket.id, Content(text="Bonjour Madame"), staff=claire, now=at)
    wall = at.timestamp() - asked.timestamp()
    assert answered(ticket.id) == {"first": True, "wall_seconds": wall, "business_seconds": business, "late_seconds": late}


def test_the_wall_counts_the_hour_that_the_clock_goes_back(write_in: Write, claire: Staff) -> None:
    ticket = write_in("Bonjour", paris(2026, 10, 23, 17)).ticket
    reply(ticket.id, Content(text="Bonjour"), staff=claire, now=paris(2026, 10, 26, 17))
    assert answered(ticket.id)["wall_seconds"] == 3 * 24 * HOUR + HOUR


def test_a_next_answer_is_timed_from_the_message_it_is_to(write_in: Write, claire: Staff) -> None:
    ticket = write_in("Bonjour", paris(2026, 11, 23, 9)).ticket
    reply(ticket.id, Content(text="Bonjour"), staff=claire, now=paris(2026, 11, 23, 9, 30))
    write_in("Et ensuite ?", paris(2026, 11, 23, 11), conversation=ticket.conversation_id)
    write_in("Un automate", paris(2026, 11, 23, 10), conversation=ticket.conversation_id, automatic=True)
    reply(ticket.id, Content(text="Voici"), staff=claire, now=paris(2026, 11, 23, 15))
    waited = {"first": False, "wall_seconds": 4 * HOUR, "business_seconds": 2.5 * HOUR, "late_seconds": 0.5 * HOUR}
    assert answered(ticket.id) == waited


def test_an_answer_that_nobody_waits_for_has_no_wait(write_in: Write, claire: Staff) -> None:
    ticket = write_in("Bonjour", paris(2026, 11, 23, 9)).ticket
    for minute in (10, 20):
        reply(ticket.id, Content(text="Bonjour"), staff=claire, now=paris(2026, 11, 23, 9, minute))
    nothing = {"first": False, "wall_seconds": None, "business_seconds": None, "late_seconds": None}
    assert answered(ticket.id) == nothing


@pytest.mark.parametrize("of", ["policy without that promise", "queue", "brand", "house"])
def test_without_a_promise_the_hours_are_the_nearest_there_are(
    of: str, write_in: Write, brand: Brand, queue: Queue, policy: PromisePolicy, claire: Staff
) -> None:
    def open_in_the(part: str, **fields: object) -> Calendar:
        week = {day: [{"morning": "09:00-12:00", "evening": "18:00-20:00"}[part]] for day in ("mon", "tue")}
        return Calendar.objects.create(brand=brand, name=part, hours={"zone": "Europe/Paris", "week": week}, **fields)

    if of == "policy without that promise":
        Queue.objects.filter(id=queue.id).update(calendar=open_in_the("evening"))
        PromisePolicy.objects.filter(id=policy.id).update(first_response_minutes=None, calendar=open_in_the("morning"))
    else:
        PromisePolicy.objects.all().delete()
    if of == "queue":
        Queue.objects.filter(id=queue.id).update(calendar=open_in_the("evening"))
        open_in_the("morning", is_default=True)
    elif of == "brand":
        open_in_the("morning", is_default=True)
    caches["process"].clear()
    ticket = write_in("Bonjour", paris(2026, 11, 23, 8)).ticket
    reply(ticket.id, Content(text="Bonjour"), staff=claire, now=paris(2026, 11, 23, 21))
    hours = {"policy without that promise": 3, "queue": 2, "brand": 3, "house": 7.5}[of]
    expected = {"first": True, "wall_seconds": 13 * HOUR, "business_seconds": hours * HOUR, "late_seconds": None}
    assert answered(ticket.id) == expected


def test_the_history_says_every_wait_in_french(write_in: Write, claire: Staff) -> None:
    ticket = write_in("Bonjour", paris(2026, 11, 20, 17, 50)).ticket
    reply(ticket.id, Content(text="Bonjour"), staff=claire, now=paris(2026, 11, 23, 15))
    write_in("Et ensuite ?", paris(2026, 11, 23, 15, 10), conversation=ticket.conversation_id)
    reply(ticket.id, Content(text="Voici"), staff=claire, now=paris(2026, 11, 23, 15, 30))
    with translation.override("fr"):
        told = [line.text for line in lines(queries.facts_of(ticket), paris(2026, 11, 23, 16)) if line.icon == "reply"]
    plain = [text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in told]
    assert plain == [
        "première réponse après 2 j 21 h, dont 4 h 40 min d’heures ouvrées, avec 40 min de retard",
        "réponse après 20 min, dont 20 min d’heures ouvrées",
    ]
