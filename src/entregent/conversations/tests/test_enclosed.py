"""Events, visiting cards, refused files and copies of a message, in words."""

import pytest
from django.utils import timezone, translation

from entregent.conversations.web.enclosed import Card, enclosed


@pytest.fixture(autouse=True)
def paris_in_french():
    with translation.override("fr"), timezone.override("Europe/Paris"):
        yield


def event(**fields: object) -> dict[str, object]:
    usual = {
        "method": "REQUEST",
        "summary": "Visite",
        "start": "2026-11-23T09:00:00+00:00",
        "end": None,
        "zone": "",
        "status": "",
    }
    return {"events": [usual | fields]}


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-11-23T09:00:00+00:00", None, "lundi 23 novembre 2026 à 10:00"),
        ("2026-11-23T09:00:00+00:00", "2026-11-23T10:30:00+00:00", "lundi 23 novembre 2026 de 10:00 à 11:30"),
        (
            "2026-11-23T22:00:00+00:00", "2026-11-24T01:00:00+00:00",
            "du lundi 23 novembre 2026 23:00 au mardi 24 novembre 2026 02:00",
        ),
        ("2026-11-23T09:00:00", None, "lundi 23 novembre 2026 à 09:00"),
        ("2026-11-23", "2026-11-24", "lundi 23 novembre 2026"),
        ("2026-11-23", "2026-11-26", "du lundi 23 novembre 2026 au mercredi 25 novembre 2026"),
        ("2026-11-23", None, "lundi 23 novembre 2026"),
        ("pas une date", None, ""),
        (None, None, ""),
    ],
)  # fmt: skip
def test_when_an_event_takes_place_in_the_readers_time_zone(start: str | None, end: str | None, told: str) -> None:
    [meeting] = enclosed(event(start=start, end=end)).meetings
    assert meeting.when == told


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({}, "Invitation"),
        ({"method": "REPLY"}, "Réponse à une invitation"),
        ({"method": "COUNTER"}, "Un autre moment est proposé"),
        ({"method": "CANCEL"}, "Événement annulé"),
        ({"status": "CANCELLED"}, "Événement annulé"),
        ({"method": "PUBLISH"}, "Événement"),
    ],
)
def test_what_an_event_is(fields: dict[str, object], what: str) -> None:
    assert enclosed(event(**fields)).meetings[0].what == what


def test_an_hour_of_an_unknown_zone_says_so() -> None:
    assert enclosed(event(start="2026-11-23T09:00:00", zone="Zone de Paul")).meetings[0].zone == "Zone de Paul"
    assert enclosed(event(zone="Europe/Paris")).meetings[0].zone == ""


def test_a_card_and_files_that_were_not_kept() -> None:
    found = enclosed(
        {
            "vcards": [{"name": "Paul Petit", "organisation": "Lilas", "phones": ["01 99 00 12 34"], "mails": ["p@x"]}],
            "refused_files": [{"name": "jeu.exe", "why": "refused"}, {"name": "b.pdf", "why": "too many"}],
        }
    )
    assert found.cards == (Card("Paul Petit", "Lilas", ("01 99 00 12 34",), ("p@x",)),)
    assert [file.name for file in found.refused] == ["jeu.exe", "b.pdf"]
    assert "s’exécute" in found.refused[0].why
    assert "trop de fichiers" in found.refused[1].why


def test_copies_are_named_up_to_three_then_counted() -> None:
    found = enclosed({"cc": [f"{name}@example.org" for name in "abcde"], "more_recipients": 9_800})
    assert (found.copies, found.more_copies) == (("a@example.org", "b@example.org", "c@example.org"), 9_802)


def test_a_message_without_any_has_nothing_to_show() -> None:
    assert not enclosed({})


def test_of_many_refused_files_three_are_named() -> None:
    found = enclosed({"refused_files": [{"name": f"{n}.pdf", "why": "too many"} for n in range(900)]})
    assert (len(found.refused), found.more_refused) == (3, 897)
