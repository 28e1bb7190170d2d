"""Each exchange teaches the channel, the part of the day and the language that somebody writes in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from entregent.conversations.reactions import REACTIONS
from entregent.journal.models import Event
from entregent.people.models import Preference
from entregent.people.queries import preferences

TEXT = "Bonjour, je n’ai pas reçu la carte que vous avez envoyée. Merci pour votre aide."
EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 20:00 in Paris


def test_exchanges_are_learnt_from_once_each(write_in: Callable[..., object]) -> None:
    for day in range(3):
        person = write_in(TEXT, at=EVENING + timedelta(days=day)).ticket.person_id
    for event in Event.objects.filter(kind="message.received").order_by("id"):
        for _ in range(2):
            REACTIONS["message.received"][0](event)
    assert {row.value: row.times for row in Preference.objects.all()} == {"mail": 3, "evening": 3, "fr": 3}
    found = preferences(person, EVENING + timedelta(days=3))
    assert {about: one.value for about, one in found.items()} == {"channel": "mail", "hour": "evening", "language": "fr"}


def test_machines_teach_nothing(write_in: Callable[..., object]) -> None:
    write_in(TEXT, at=EVENING)
    event = Event.objects.get(kind="message.received")
    event.data |= {"automatic": True}
    REACTIONS["message.received"][0](event)
    assert not Preference.objects.exists()
