"""Merges, undoings and imports that meet: whoever comes second finds what the first has done, and no row is lost."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import mail_handle
from entregent.people import actions, queries
from entregent.people.actions.import_batch import write_batch
from entregent.people.errors import MergeRefused
from entregent.people.models import Handle, Merge, Person
from entregent.people.rules.importing.persons import ReadPerson

ROUNDS = 6
BY = {"by": None, "actor": "system:test"}


@pytest.fixture
def ponant(committed: str) -> Brand:
    return Brand.objects.create(slug="ponant", name="Ponant", code="PON")


def at_once(brand: Brand, *works: Callable[[], Any]) -> list[Any]:
    """Run each in a transaction of its own, started together; what a refusal gives is the refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            with visible([brand.id]):
                start.wait()
                return work()
        except MergeRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def two_persons(brand: Brand, now: datetime, count: int = 2) -> list[Person]:
    number = Person.objects.count()
    return [
        actions.create_person(
            brand.id, now=now, actor="system:test", source="test", given_name="Anne", family_name=f"Le Goff {number}",
            addresses=[mail_handle(f"anne{number}.{place}@example.org")],
        )
        for place in range(count)
    ]  # fmt: skip


def names(refusals: Iterable[Any]) -> list[str]:
    return [refusal.code for refusal in refusals if isinstance(refusal, MergeRefused)]


def test_two_persons_merged_into_each_other_leave_one(ponant: Brand, now: datetime) -> None:
    for _ in range(ROUNDS):
        with visible([ponant.id]):
            one, other = two_persons(ponant, now)
        outcomes = at_once(
            ponant,
            lambda one=one, other=other: actions.merge_persons(one, other, now=now, **BY),
            lambda one=one, other=other: actions.merge_persons(other, one, now=now, **BY),
        )
        assert names(outcomes) == ["merged"]
        with visible([ponant.id]):
            kept = Person.objects.get(id__in=[one.id, other.id], merged_into=None)
            assert Handle.objects.filter(person=kept).count() == 2


def test_a_merge_and_the_undoing_of_an_earlier_one_take_turns(ponant: Brand, now: datetime) -> None:
    for _ in range(ROUNDS):
        with visible([ponant.id]):
            first, second, third = two_persons(ponant, now, 3)
            merge = actions.merge_persons(second, first, now=now, **BY)
        undone, merged = at_once(
            ponant,
            lambda merge=merge: actions.undo_merge(merge, now=now, **BY),
            lambda third=third, second=second: actions.merge_persons(third, second, now=now, **BY),
        )
        with visible([ponant.id]):
            into = dict(Person.objects.filter(id__in=[first.id, second.id, third.id]).values_list("id", "merged_into"))
            held = Handle.objects.filter(person=third).count()
        assert isinstance(merged, Merge)
        if isinstance(undone, MergeRefused):  # the merge was first: the earlier one cannot be undone before it
            assert (undone.code, into[first.id], into[second.id], held) == ("later", third.id, third.id, 3)
        else:
            assert (into[first.id], into[second.id], held) == (None, third.id, 2)


def test_undoing_twice_at_once_undoes_once(ponant: Brand, now: datetime) -> None:
    for _ in range(ROUNDS):
        with visible([ponant.id]):
            one, other = two_persons(ponant, now)
            merge = actions.merge_persons(one, other, now=now, **BY)
        undo = lambda merge=merge: actions.undo_merge(merge, now=now, **BY)  # noqa: E731
        assert names(at_once(ponant, undo, undo)) == ["undone"]
        with visible([ponant.id]):
            assert [person.handles.count() for person in (one, other)] == [1, 1]


def test_an_address_that_writes_during_a_merge_is_that_of_the_kept_person(ponant: Brand, now: datetime) -> None:
    for _ in range(ROUNDS):
        with visible([ponant.id]):
            one, other = two_persons(ponant, now)
            address = mail_handle(other.handles.get().value)

        def write(address=address) -> None:
            who = actions.identify(ponant.id, address, source="mail", now=now + timedelta(hours=2))
            person = Person.objects.get(id=who.person_id)
            actions.give_consent(
                person, purpose="newsletter", channel="mail", wording="Oui", source="mail", now=now, actor="system:test"
            )

        at_once(ponant, write, lambda one=one, other=other: actions.merge_persons(one, other, now=now, **BY))
        with visible([ponant.id]):
            assert one.consents.count() == 1 and not other.consents.exists()


def test_who_writes_holds_the_person_and_the_merge_waits(ponant: Brand, now: datetime) -> None:
    with visible([ponant.id]):
        one, other = two_persons(ponant, now)
    held, merging = Event(), Event()

    def write() -> None:
        try:
            with visible([ponant.id]):
                assert actions.hold(other.id) == other.id
                held.set()
                assert merging.wait(10)
                actions.add_handle(other, mail_handle("late@example.org"), source="test", now=now, actor="system:test")
                assert actions.hold(other.id) == other.id
        finally:
            connection.close()

    def merge() -> None:
        try:
            assert held.wait(10)
            with visible([ponant.id]):
                merging.set()
                actions.merge_persons(one, other, now=now, **BY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda work: work(), [write, merge]))
    with visible([ponant.id]):
        assert actions.hold(other.id) == one.id
        assert Handle.objects.get(value="late@example.org").person_id == one.id


def test_what_was_written_meanwhile_is_taken_along_and_given_back(ponant: Brand, now: datetime) -> None:
    with visible([ponant.id]):
        one, other = two_persons(ponant, now)
        merge = actions.merge_persons(one, other, now=now, **BY)
        late = Handle.objects.create(
            brand=ponant, person=other, kind="mail", value="late@example.org", source="test", last_seen_at=now
        )
        assert (actions.settle_merge(merge), actions.settle_merge(merge)) == (1, 0)
        late.refresh_from_db()
        assert late.person_id == one.id
        actions.undo_merge(merge, now=now, **BY)
        late.refresh_from_db()
        assert late.person_id == other.id
        assert actions.settle_merge(merge) == 0


def test_an_import_and_a_merge_of_whom_it_completes_lose_nothing(ponant: Brand, now: datetime) -> None:
    for number in range(ROUNDS):
        with visible([ponant.id]):
            kept, absorbed = two_persons(ponant, now)
            actions.update_person(kept, now=now, actor="system:test", external_reference=f"S{number}")
            actions.update_person(absorbed, now=now, actor="system:test", city="Quimper")
        read = ReadPerson(2, fields={"external_reference": f"S{number}", "title": "Mme"}, tags=["vip"])

        def bring_in(read=read) -> None:
            with transaction.atomic():
                write_batch(ponant.id, [read], by=None, now=now)

        at_once(ponant, bring_in, lambda kept=kept, absorbed=absorbed: actions.merge_persons(kept, absorbed, now=now, **BY))
        with visible([ponant.id]):
            kept.refresh_from_db()
            assert (kept.title, kept.city, kept.tags) == ("Mme", "Quimper", ["vip"])
            assert Person.objects.filter(external_reference=f"S{number}").count() == 1


def test_an_import_follows_whom_it_knows_by_an_absorbed_reference(ponant: Brand, now: datetime) -> None:
    with visible([ponant.id]):
        kept, absorbed = two_persons(ponant, now)
        actions.update_person(kept, now=now, actor="system:test", external_reference="S1")
        actions.update_person(absorbed, now=now, actor="system:test", external_reference="S2")
        actions.merge_persons(kept, absorbed, now=now, **BY)
        read = ReadPerson(2, fields={"external_reference": "S2", "city": "Brest"})
        assert write_batch(ponant.id, [read], by=None, now=now) == (0, 1)
        kept.refresh_from_db()
        assert (kept.city, kept.external_reference) == ("Brest", "S1")
        assert [found.person for found in queries.search("S2", [ponant.id])] == [kept]
