"""Two persons become one, and two again, without losing a row."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions
from entregent.people.errors import MergeRefused
from entregent.people.models import Consent, Handle, Person, Position, Remark
from entregent.people.queries import duplicates_of, search

Conversation = apps.get_model("conversations.Conversation")  # a room above: its rows move without its door being used
ACTOR = "system:test"
MAILS = [mail_handle(f"m{i}@example.org") for i in range(4)]
PHONE = phone_handle("06 39 98 01 02", "FR")


def picture() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is about persons, but the records of merging itself."""
    models = [Person, Handle, Consent, Remark, Position, Conversation]
    return {model._meta.label: list(model.objects.order_by("id").values()) for model in models}


def make(brand: Brand, now: datetime, **fields: Any) -> Person:
    return actions.create_person(brand.id, now=now, actor=ACTOR, source="test", **fields)


def converse(person: Person, now: datetime) -> Any:
    return Conversation.objects.create(
        brand_id=person.brand_id, person=person, channel="mail", started_at=now, last_message_at=now
    )


def test_all_that_points_to_a_person_moves_and_comes_back(brand: Brand, now: datetime, make_staff) -> None:
    staff = make_staff(brand)
    kept = make(brand, now, given_name="Claire", family_name="Morvan", addresses=[MAILS[0]], tags=["vip"], custom={"a": 1})
    absorbed = make(
        brand, now, given_name="C.", family_name="Morvan", street="1 rue A", postcode="29200", city="Brest",
        addresses=[MAILS[0], MAILS[1], PHONE], tags=["vip", "late"], custom={"a": 2, "b": 3},
    )  # fmt: skip
    company = actions.create_organisation(brand.id, "Altiphone", now=now, actor=ACTOR)
    for person in (kept, absorbed):
        actions.add_position(person, company, role="buyer", now=now, actor=ACTOR)
    actions.add_position(absorbed, company, role="owner", now=now, actor=ACTOR)
    actions.add_remark(absorbed, "Prefers mornings", author_id=staff.id, now=now, actor=ACTOR)
    actions.give_consent(absorbed, "offers", "mail", wording="I agree", source="form", now=now, actor=ACTOR)
    conversation = converse(absorbed, now)
    before = picture()

    merge = actions.merge_persons(kept, absorbed, by=staff.id, now=now + timedelta(hours=1), actor=ACTOR)
    kept.refresh_from_db()
    conversation.refresh_from_db()
    assert conversation.person == kept
    assert set(kept.handles.values_list("value", flat=True)) == {MAILS[0].value, MAILS[1].value, PHONE.value}
    assert (kept.given_name, kept.city, kept.tags, kept.custom) == ("Claire", "Brest", ["vip", "late"], {"a": 1, "b": 3})
    assert kept.remarks.count() == kept.consents.count() == 1
    assert set(kept.positions.values_list("role", flat=True)) == {"buyer", "owner"}
    assert actions.identify(brand.id, MAILS[1], source="mail", now=now).person_id == kept.id
    assert [c.person_id for c in actions.identify(brand.id, MAILS[0], source="mail", now=now).candidates] == [kept.id]
    assert [found.person for found in search("06 39 98 01 02", [brand.id])] == [kept]

    actions.undo_merge(merge, by=staff.id, now=now + timedelta(hours=2), actor=ACTOR)
    assert picture() == before
    assert not duplicates_of(kept).exists()


def test_what_came_since_the_merge_stays_with_the_kept_person(brand: Brand, now: datetime) -> None:
    kept, absorbed = make(brand, now, addresses=[MAILS[0]]), make(brand, now, city="Brest", addresses=[MAILS[1]])
    old = converse(absorbed, now)
    merge = actions.merge_persons(kept, absorbed, by=None, now=now, actor=ACTOR)
    kept.refresh_from_db()
    fresh = converse(kept, now)
    actions.add_handle(kept, PHONE, source="test", now=now, actor=ACTOR)
    actions.update_person(kept, city="Quimper", given_name="Claire", now=now, actor=ACTOR)
    actions.set_tags(kept, ["new"], now=now, actor=ACTOR)
    actions.undo_merge(merge, by=None, now=now, actor=ACTOR)
    for row in (kept, absorbed, old, fresh):
        row.refresh_from_db()
    assert (old.person, fresh.person) == (absorbed, kept)
    assert (kept.city, kept.given_name, kept.tags, absorbed.city) == ("Quimper", "Claire", ["new"], "Brest")
    assert set(kept.handles.values_list("value", flat=True)) == {MAILS[0].value, PHONE.value}
    assert [found.person for found in search("claire", [brand.id])] == [kept]
    assert MAILS[1].value.split("@")[0] not in kept.search_key.split()


def test_merges_are_undone_from_the_last(brand: Brand, now: datetime) -> None:
    a, b, c, d = (make(brand, now, addresses=[mail]) for mail in MAILS)
    before = picture()
    first = actions.merge_persons(b, a, by=None, now=now, actor=ACTOR)
    second = actions.merge_persons(b, d, by=None, now=now, actor=ACTOR)
    third = actions.merge_persons(c, b, by=None, now=now, actor=ACTOR)
    assert set(Person.objects.filter(merged_into=c)) == {a, b, d}
    assert actions.identify(brand.id, MAILS[0], source="mail", now=now).person_id == c.id
    for early in (first, second):
        with pytest.raises(MergeRefused, match="later merge"):
            actions.undo_merge(early, by=None, now=now, actor=ACTOR)
    for merge in (third, second, first):
        actions.undo_merge(merge, by=None, now=now, actor=ACTOR)
    assert picture() == before
    with pytest.raises(MergeRefused, match="already"):
        actions.undo_merge(first, by=None, now=now, actor=ACTOR)


def test_what_cannot_be_merged_is_refused(brand: Brand, other_brand: Brand, now: datetime) -> None:
    one, two = make(brand, now), make(brand, now)
    with pytest.raises(MergeRefused, match="themselves"):
        actions.merge_persons(one, one, by=None, now=now, actor=ACTOR)
    with visible([brand.id, other_brand.id]):
        foreign = make(other_brand, now)
        with pytest.raises(MergeRefused, match="two brands"):
            actions.merge_persons(one, foreign, by=None, now=now, actor=ACTOR)
    with pytest.raises(MergeRefused, match="does not exist"):
        actions.merge_persons(one, foreign, by=None, now=now, actor=ACTOR)
    actions.merge_persons(one, two, by=None, now=now, actor=ACTOR)
    with pytest.raises(MergeRefused, match="merged already"):
        actions.merge_persons(one, two, by=None, now=now, actor=ACTOR)


def test_every_table_that_points_to_a_person_is_known_to_the_merge() -> None:
    from entregent.people.actions.pointers import pointers

    known = {name for name, _, _ in pointers()}
    told = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Person
        and model._meta.label not in ("people.Merge", "people.Duplicate")
    }  # fmt: skip
    assert known == told
    assert {"conversations.conversation.person", "conversations.message.person", "tickets.ticket.person"} <= known


text = st.sampled_from(["", "Claire", "Morvan", "Brest"])
person = st.fixed_dictionaries(
    {
        "given_name": text, "family_name": text, "city": text, "external_reference": st.sampled_from(["", "S-1"]),
        "addresses": st.lists(st.sampled_from([*MAILS, PHONE]), unique=True),
        "tags": st.lists(st.sampled_from(["a", "b", "c"])),
        "custom": st.dictionaries(st.sampled_from(["x", "y"]), st.integers(0, 3)),
    }
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(person, min_size=2, max_size=4), pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)
)
def test_merging_then_undoing_changes_nothing(
    brand: Brand, now: datetime, people: list[dict], pairs: list[tuple[int, int]]
) -> None:
    made = [make(brand, now, **fields) for fields in people]
    for row in made:
        converse(row, now)
    before = picture()
    merges = []
    for a, b in pairs:
        try:
            merges.append(actions.merge_persons(made[a % len(made)], made[b % len(made)], by=None, now=now, actor=ACTOR))
        except MergeRefused:
            continue
    for merge in reversed(merges):
        actions.undo_merge(merge, by=None, now=now + timedelta(days=1), actor=ACTOR)
    assert picture() == before
