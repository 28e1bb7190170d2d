"""Preferences are learnt from each exchange, and what the person says of themselves holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions, queries
from entregent.people.errors import PeopleError
from entregent.people.models import Person, Preference
from entregent.people.rules.preferences import ANY, BANDS, Said, Seen, band, preferred

NOW = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)
DAY = timedelta(days=1)


def seen(value: str, times: int, days_ago: float = 1) -> Seen:
    return Seen(value, times, NOW - 400 * DAY, NOW - days_ago * DAY)


def test_one_exchange_shows_nothing_and_several_do() -> None:
    assert preferred(None, [], NOW) is None
    assert preferred(None, [seen("mail", 1)], NOW) is None
    found = preferred(None, [seen("mail", 5), seen("chat", 1)], NOW)
    assert found is not None and (found.value, found.source, found.times) == ("mail", "exchange", 5)
    assert preferred(None, [seen("mail", 3), seen("chat", 3)], NOW) is None


def test_what_is_lately_so_weighs_more_than_what_was() -> None:
    found = preferred(None, [seen("mail", 10, 900), seen("chat", 4, 2)], NOW)
    assert found is not None and found.value == "chat"


def test_what_was_said_holds_and_who_does_not_mind_has_no_preference() -> None:
    often = [seen("mail", 50)]
    said = preferred(Said("phone", "person", NOW), often, NOW)
    assert said is not None and (said.value, said.strength) == ("phone", 1.0)
    assert preferred(Said(ANY, "person", NOW), often, NOW) is None


@given(
    some.lists(
        some.tuples(some.sampled_from(["mail", "chat", "phone"]), some.integers(1, 99), some.integers(0, 2000)), max_size=3
    )
)
def test_a_strength_is_a_share_and_more_of_the_same_never_weakens_it(rows: list[tuple[str, int, int]]) -> None:
    met = [
        seen(value, times, days) for value, times, days in {value: (value, times, days) for value, times, days in rows}.values()
    ]
    found = preferred(None, met, NOW)
    if found is None:
        return
    assert 0 < found.strength < 1
    more = [seen(one.value, one.times + (one.value == found.value), (NOW - one.last_at) / DAY) for one in met]
    again = preferred(None, more, NOW)
    assert again is not None and again.value == found.value and again.strength >= found.strength


@given(some.integers(0, 23))
def test_every_hour_is_of_one_part_of_the_day(hour: int) -> None:
    assert band(hour) in BANDS
    assert (band(9), band(12), band(15), band(20), band(3)) == ("morning", "noon", "afternoon", "evening", "night")


@pytest.fixture
def helene(brand: Brand) -> Person:
    return actions.create_person(
        brand.id, now=NOW, actor="system:test", source="import", addresses=[mail_handle("h@example.org")]
    )


def test_an_exchange_told_twice_counts_once(brand: Brand, helene: Person) -> None:
    for _ in range(2):
        actions.learn(brand.id, helene.id, [("channel", "mail"), ("hour", "morning"), ("language", "")], NOW)
    assert list(Preference.objects.order_by("about").values_list("about", "value", "times")) == [
        ("channel", "mail", 1), ("hour", "morning", 1)
    ]  # fmt: skip
    actions.learn(brand.id, helene.id, [("channel", "mail")], NOW + DAY)
    assert Preference.objects.get(about="channel").times == 2
    assert queries.preferences(helene.id, NOW + DAY)["channel"].value == "mail"


def test_the_last_word_is_the_persons_and_can_be_taken_back(brand: Brand, helene: Person) -> None:
    for day in range(4):
        actions.learn(brand.id, helene.id, [("channel", "mail")], NOW + day * DAY)
    actor = f"person:{helene.id}"
    for _ in range(2):
        actions.say(helene, "channel", "phone", source="person", now=NOW, actor=actor)
    assert queries.preferences(helene.id, NOW)["channel"].source == "person"
    actions.say(helene, "channel", ANY, source="person", now=NOW, actor=actor)
    assert "channel" not in queries.preferences(helene.id, NOW)
    actions.say(helene, "channel", "", source="person", now=NOW, actor=actor)
    assert queries.preferences(helene.id, NOW)["channel"].source == "exchange"
    assert Event.objects.filter(kind="person.preference_said").count() == 3
    with pytest.raises(PeopleError):
        actions.say(helene, "channel", "pigeon", source="person", now=NOW, actor=actor)


def test_what_an_absorbed_person_showed_is_the_kept_ones(brand: Brand, helene: Person) -> None:
    kept = actions.create_person(brand.id, now=NOW, actor="system:test", source="import")
    actions.merge_persons(kept, helene, now=NOW, actor="system:test", by=None)
    for day in range(3):
        actions.learn(brand.id, helene.id, [("hour", "evening")], NOW + day * DAY)
    assert queries.preferences(kept.id, NOW + 3 * DAY)["hour"].value == "evening"
