"""Stages that move by rules, from what the journal knows; the list of persons counts them; the page says which rule."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.people import actions, jobs, queries
from entregent.people.actions import stages
from entregent.people.models import LifeCycle, Person
from entregent.tickets.actions import Incoming, Received, receive

Write = Callable[..., Received]
HAND = "staff:00000000-0000-0000-0000-000000000001"


def person(brand: Brand, now: datetime, **fields: object) -> Person:
    return actions.create_person(brand.id, now=now, actor="system:test", source="test", **fields)


def moves() -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(kind="person.stage_changed").order_by("id")
    return [(row.data["before"], row.data["after"], row.data.get("rule", "")) for row in rows]


def test_a_person_becomes_active_at_the_third_message_and_the_facts_say_why(
    brand: Brand, write_in: Write, now: datetime
) -> None:
    for place in range(3):
        writer = write_in("Bonjour", at=now + timedelta(hours=place)).ticket.person_id
        later = now + timedelta(hours=place, minutes=1)
        assert stages.judge_stage(writer, now=later) == ("active" if place == 2 else None)
        assert stages.judge_stage(writer, now=later) is None
    assert moves() == [("new", "active", "regular")]


def test_what_a_machine_wrote_is_no_exchange(brand: Brand, write_in: Write, now: datetime) -> None:
    writer = write_in("Bonjour", at=now).ticket.person_id
    for _time in range(4):
        away = Content(text="Absent", automatic=True)
        receive(Incoming(brand.id, "mail", "Absence", away, "mail", person=writer), now)
    assert stages.judge_stage(writer, now=now + timedelta(minutes=1)) is None


def test_messages_of_who_was_absorbed_count(brand: Brand, write_in: Write, now: datetime) -> None:
    for sender in ("a@example.org", "b@example.org", "c@example.org"):
        write_in("Bonjour", at=now, sender=sender)
    kept, *others = Person.objects.order_by("id")
    for other in others:
        actions.merge_persons(kept, other, by=None, now=now, actor="system:test")
    assert stages.judge_stage(kept.id, now=now + timedelta(minutes=1)) == "active"


def test_a_brand_is_gone_through_in_batches_and_a_second_night_moves_nobody(
    brand: Brand, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "BATCH", 2)
    silent = [person(brand, now - timedelta(days=400), stage="active") for _one in range(3)]
    fresh = person(brand, now - timedelta(days=4))
    gone = person(brand, now - timedelta(days=800), stage="active")
    changed = Person.objects.get(id=silent[0].id).updated_at

    def night() -> None:
        after = stages.judge_batch(brand.id, None, now=now)
        while after is not None:
            after = stages.judge_batch(brand.id, after, now=now)

    night()
    night()
    stood = dict(Person.objects.values_list("id", "stage"))
    assert [stood[one.id] for one in (*silent, fresh, gone)] == ["at_risk"] * 3 + ["new", "lost"]
    assert len(moves()) == 4
    assert Person.objects.get(id=silent[0].id).updated_at == changed  # the lists of the latest changes stay as they are


def test_the_hand_goes_before_the_rules_and_a_brand_may_switch_them_off(brand: Brand, now: datetime) -> None:
    silent = person(brand, now - timedelta(days=400))
    actions.move_stage(silent, "active", now=now, actor=HAND)
    assert stages.judge_stage(silent.id, now=now + timedelta(days=29)) is None
    rules = LifeCycle.objects.create(brand=brand, automatic=False)
    assert stages.judge_stage(silent.id, now=now + timedelta(days=31)) is None
    LifeCycle.objects.filter(id=rules.id).update(automatic=True, risk_after_days=500)
    assert stages.judge_stage(silent.id, now=now + timedelta(days=31)) is None
    LifeCycle.objects.filter(id=rules.id).update(risk_after_days=430)
    assert stages.judge_stage(silent.id, now=now + timedelta(days=31)) == "at_risk"


def test_the_night_goes_through_every_brand(brand: Brand, now: datetime) -> None:
    silent = person(brand, now - timedelta(days=400), stage="active")
    jobs.judge_everybody(timestamp=int(now.timestamp()))
    silent.refresh_from_db()
    assert (silent.stage, silent.stage_by_hand) == ("at_risk", False)


def test_the_list_counts_the_stages_and_the_page_says_which_rule(
    brand: Brand, now: datetime, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    for stage in ("active", "active", "lost"):
        silent = person(brand, now - timedelta(days=400), stage=stage)
    assert queries.stage_counts([brand.id]) == {
        "prospect": 0, "new": 0, "active": 2, "at_risk": 0, "lost": 1, "won_back": 0,
    }  # fmt: skip
    silent = Person.objects.filter(stage="active").first()
    stages.judge_stage(silent.id, now=now)
    client = visit(make_staff(brand))
    assert '<span class="count">1</span>' in client.get("/people/").content.decode()
    assert "Par règle\u202f: long silence" in client.get(f"/people/{silent.id}/").content.decode()


def test_the_studio_sets_the_thresholds(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> None:
    client = visit(make_staff(brand, "administrator"))
    said = {
        "automatic": "on", "active_after_contacts": 5, "risk_after_days": 200,
        "risk_after_disappointments": 1, "disappointments_within_days": 60, "lost_after_days": 100, "hand_days": 10,
    }  # fmt: skip
    address = f"/studio/brands/{brand.id}/stages/"
    assert client.post(address, said).status_code == 422  # lost before being at risk
    assert client.post(address, said | {"lost_after_days": 600}).status_code == 302
    thresholds, automatic = queries.thresholds_of(brand.id)
    assert (thresholds.active_after_contacts, thresholds.lost_after_days, automatic) == (5, 600, True)
