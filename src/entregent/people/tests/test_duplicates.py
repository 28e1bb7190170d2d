"""Duplicates are proposed once, with their reasons, and never again when dismissed."""

from datetime import datetime

from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions
from entregent.people.jobs import check_duplicates
from entregent.people.models import Duplicate, Person
from entregent.people.queries import duplicates_of, open_duplicates

ACTOR = "system:test"
PHONE = phone_handle("06 39 98 01 02", "FR")


def make(brand: Brand, now: datetime, given: str, family: str, *addresses, **fields) -> Person:
    return actions.create_person(
        brand.id, now=now, actor=ACTOR, source="test", given_name=given, family_name=family, addresses=addresses, **fields
    )


def test_a_newcomer_is_compared_with_those_who_look_alike(brand: Brand, now: datetime) -> None:
    known = make(brand, now, "Claire", "Morvan", PHONE, mail_handle("claire@example.org"))
    make(brand, now, "Yann", "Morvan", PHONE)
    by_phone = make(brand, now, "Clare", "Morvan", PHONE)
    by_tag = make(brand, now, "Claire", "Morvan", mail_handle("claire+achats@example.org"))
    by_home = make(brand, now, "Claire", "Mrovan", street="1 rue A", postcode="29200")
    actions.update_person(known, street="1, Rue A", postcode="29200", now=now, actor=ACTOR)
    found = {
        d.first_id if d.second_id == known.id else d.second_id for d in actions.find_duplicates(known, now=now, actor=ACTOR)
    }
    assert found == {by_phone.id, by_tag.id, by_home.id}
    assert actions.find_duplicates(known, now=now, actor=ACTOR) == []
    assert Event.objects.filter(kind="person.duplicate_found", person=known.id).count() == 3
    assert set(duplicates_of(known).values_list("score", flat=True)) <= {d.score for d in Duplicate.objects.all()}


def test_a_dismissed_pair_is_not_proposed_again(brand: Brand, now: datetime, make_staff) -> None:
    one = make(brand, now, "Claire", "Morvan", PHONE)
    two = make(brand, now, "Claire", "Morvan", PHONE)
    (proposal,) = actions.find_duplicates(one, now=now, actor=ACTOR)
    actions.dismiss_duplicate(proposal, by=make_staff(brand).id, now=now, actor=ACTOR)
    assert actions.find_duplicates(two, now=now, actor=ACTOR) == []
    assert not open_duplicates([brand.id]).exists()


def test_the_background_job_proposes_and_leaves_merged_persons_alone(brand: Brand, now: datetime) -> None:
    one, two = make(brand, now, "Claire", "Morvan", PHONE), make(brand, now, "Claire", "Morvan", PHONE)
    check_duplicates(str(brand.id), str(two.id))
    assert [(d.first, d.second) for d in open_duplicates([brand.id])] == [tuple(sorted([one, two], key=lambda p: p.id))]
    actions.merge_persons(one, two, by=None, now=now, actor=ACTOR)
    assert not open_duplicates([brand.id]).exists()
    check_duplicates(str(brand.id), str(two.id))
