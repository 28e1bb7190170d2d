"""Tags coloured, renamed, merged, deleted wherever they are, and all of it undone; counted; each for who administers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions, queries
from entregent.people.actions import tags as tag_actions
from entregent.people.errors import TagRefused
from entregent.people.models import Person, Tag, TagChange, View
from entregent.people.queries.tagged import filtered, tagged


def make(brand: Brand, now: datetime, *tags: str) -> Person:
    return actions.create_person(brand.id, now=now, actor="system:test", source="test", given_name="Anne", tags=tags)


def do(change: TagChange, now: datetime) -> TagChange:
    while actions.advance_tag_change(change.id, now):
        pass
    change.refresh_from_db()
    return change


@pytest.fixture
def by(brand: Brand, make_staff) -> Staff:
    return make_staff(brand, "administrator")


def test_what_has_tags_is_found_in_every_room() -> None:
    assert {model._meta.label_lower for model in tagged()} >= {"people.person", "tickets.ticket"}
    assert {model._meta.label_lower for model in filtered()} >= {"people.view", "tickets.view"}


def test_a_rename_is_a_merge_where_the_new_name_is_there_and_undoing_tells_them_apart(
    brand: Brand, now: datetime, by: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_actions, "BATCH", 2)
    one, two, both, other = (
        make(brand, now, "vip", "a"),
        make(brand, now, "vip"),
        make(brand, now, "or", "vip"),
        make(brand, now, "or"),
    )
    view = actions.save_view(brand.id, "VIP", {"tag": "vip"}, owner=None)
    actions.save_tag(brand.id, "VIP", "warn", now=now, by=by)
    before = {person.id: person.tags for person in Person.objects.all()}
    change = do(actions.change_tag(brand.id, "vip", "Or", now=now, by=by), now)
    assert (change.state, change.done) == ("done", 4)  # three records and a saved list
    found = Person.objects.in_bulk([one.id, two.id, both.id, other.id])
    assert [found[person.id].tags for person in (one, two, both, other)] == [["or", "a"], ["or"], ["or"], ["or"]]
    view.refresh_from_db()
    assert view.filters == {"tag": "or"}
    assert list(Tag.objects.values_list("name", "tone")) == [("or", "warn")]
    change = do(actions.undo_tag_change(change, now=now, by=by), now)
    assert (change.state, change.done, change.batches.count()) == ("undone", 0, 0)
    assert {person.id: person.tags for person in Person.objects.all()} == before
    view.refresh_from_db()
    assert view.filters == {"tag": "vip"}
    assert list(Tag.objects.values_list("name", "tone")) == [("vip", "warn")]


def test_a_deleted_tag_comes_back_where_it_was(brand: Brand, now: datetime, by: Staff) -> None:
    tagged_person, bare = make(brand, now, "a", "vip"), make(brand, now, "b")
    change = do(actions.change_tag(brand.id, "vip", "", now=now, by=by), now)
    tagged_person.refresh_from_db()
    assert (tagged_person.tags, Tag.objects.count()) == (["a"], 0)
    do(actions.undo_tag_change(change, now=now, by=by), now)
    for person, tags in ((tagged_person, ["a", "vip"]), (bare, ["b"])):
        person.refresh_from_db()
        assert person.tags == tags
    assert [entry.data["name"] for entry in AuditEntry.objects.filter(what="settings.removed")] == ["vip"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.sampled_from("abc"), unique=True, max_size=3), max_size=6),
    old=st.sampled_from("abc"), new=st.sampled_from(["a", "b", "c", "d", ""]),
)  # fmt: skip
def test_changing_then_undoing_leaves_every_row_with_its_tags(
    brand: Brand, now: datetime, by: Staff, rows: list[list[str]], old: str, new: str
) -> None:
    if old == new:
        return
    persons = [make(brand, now, *tags) for tags in rows]
    change = do(actions.change_tag(brand.id, old, new, now=now, by=by), now)
    found = Person.objects.in_bulk([person.id for person in persons])
    assert all(old not in found[person.id].tags for person in persons)
    do(actions.undo_tag_change(change, now=now, by=by), now)
    found = Person.objects.in_bulk([person.id for person in persons])
    assert [set(found[person.id].tags) for person in persons] == [set(tags) for tags in rows]


def test_what_cannot_be_done_is_refused(brand: Brand, now: datetime, by: Staff) -> None:
    make(brand, now, "vip")
    for old, new, code in ((" ", "x", "empty"), ("vip", " VIP ", "same")):
        with pytest.raises(TagRefused) as refused:
            actions.change_tag(brand.id, old, new, now=now, by=by)
        assert refused.value.code == code
    with pytest.raises(TagRefused, match="colour"):
        actions.save_tag(brand.id, "vip", "pink", now=now, by=by)
    first = actions.change_tag(brand.id, "vip", "or", now=now, by=by)
    with pytest.raises(TagRefused) as refused:
        actions.undo_tag_change(first, now=now, by=by)
    assert refused.value.code == "running"
    do(first, now)
    second = do(actions.change_tag(brand.id, "or", "argent", now=now + timedelta(minutes=1), by=by), now)
    with pytest.raises(TagRefused) as refused:
        actions.undo_tag_change(first, now=now, by=by)
    assert refused.value.code == "later"
    do(actions.undo_tag_change(second, now=now, by=by), now)
    do(actions.undo_tag_change(first, now=now, by=by), now)
    assert Person.objects.get().tags == ["vip"]


def test_another_brands_rows_are_let_alone(brand: Brand, other_brand: Brand, now: datetime, by: Staff) -> None:
    make(brand, now, "vip")
    with visible([other_brand.id]):
        theirs = make(other_brand, now, "vip")
    with visible([brand.id, other_brand.id]):
        do(actions.change_tag(brand.id, "vip", "or", now=now, by=by), now)
        theirs.refresh_from_db()
        assert theirs.tags == ["vip"]


def test_tags_are_counted_by_table_in_a_constant_number_of_statements(
    brand: Brand, now: datetime, by: Staff, django_assert_num_queries
) -> None:
    make(brand, now, "vip", "or")
    make(brand, now, "vip")
    actions.save_tag(brand.id, "réservé", "info", now=now, by=by)
    with django_assert_num_queries(1 + len(tagged())):
        uses = queries.tags_of(brand.id)
    assert [(use.name, use.tone, use.total) for use in uses] == [
        ("or", "outline", 1),
        ("réservé", "info", 0),
        ("vip", "outline", 2),
    ]
    assert uses[2].counts == {"people.person": 2}


def test_two_renames_at_once_end_in_one_name(committed: str, now: datetime) -> None:
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    by = Staff.objects.create(email="a@example.org", name="Awa", password="!")
    with visible([brand.id]):
        persons = [make(brand, now, "a"), make(brand, now, "b"), make(brand, now, "a", "b")]
    start = Barrier(2)

    def rename(names: tuple[str, str]) -> None:
        try:
            start.wait()
            with visible([brand.id]):
                change = actions.change_tag(brand.id, *names, now=now, by=by)
            left = True
            while left:
                with visible([brand.id]):
                    left = actions.advance_tag_change(change.id, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(rename, [("a", "c"), ("b", "c")]))
    with visible([brand.id]):
        assert {tuple(person.tags) for person in Person.objects.filter(id__in=[p.id for p in persons])} == {("c",)}
        assert Tag.objects.filter(name="c").count() == 1


def test_the_page_counts_colours_renames_deletes_and_undoes(visit, brand: Brand, now: datetime, by: Staff) -> None:
    claire = make(brand, now, "vip")
    browser, htmx = visit(by), {"HX-Request": "true", "HX-Target": "tags"}
    page = browser.get("/people/tags/").text
    assert "vip" in page and 'aria-current="page"' in page and "/studio/queues/" in page
    post = {"brand": brand.slug}
    answer = browser.post(reverse("people:save_tag"), post | {"name": "vip", "tone": "bad"}, headers=htmx)
    assert "chip bad" in answer.text
    assert "chip bad" in browser.get(reverse("people:person", args=[claire.id])).text
    assert "chip bad" in browser.get("/people/").text
    answer = browser.post(reverse("people:change_tag"), post | {"old": "vip", "new": "Or"}, headers=htmx)
    change = TagChange.objects.get()
    assert reverse("people:undo_tags", args=[change.id]) in answer["HX-Trigger"] and "every 1s" in answer.text
    do(change, now)
    polled = browser.get("/people/tags/", headers=htmx | {"HX-Target": "tag-changes-now"})
    assert "every 1s" not in polled.text and "tags-changed" in polled["HX-Trigger"]
    answer = browser.post(reverse("people:undo_tags", args=[change.id]), headers={"HX-Request": "true"})
    assert "tags-changed" in answer["HX-Trigger"]
    do(change, now)
    claire.refresh_from_db()
    assert claire.tags == ["vip"]
    answer = browser.post(reverse("people:change_tag"), post | {"old": "vip", "new": " "}, headers=htmx)
    assert '"level": "bad"' in answer["HX-Trigger"] and TagChange.objects.count() == 1
    browser.post(reverse("people:change_tag"), post | {"old": "vip", "delete": "1"}, headers=htmx)
    do(TagChange.objects.exclude(id=change.id).get(), now)
    claire.refresh_from_db()
    assert claire.tags == []


def test_only_administrators_of_the_brand_change_its_tags(
    visit, make_staff, brand: Brand, other_brand: Brand, now, by: Staff
) -> None:
    make(brand, now, "vip")
    change = do(actions.change_tag(brand.id, "vip", "or", now=now, by=by), now)
    asked = {"brand": brand.slug, "old": "or", "new": "x", "name": "or", "tone": "bad"}
    for staff, status in ((make_staff(brand, "supervisor"), 403), (make_staff(other_brand, "administrator"), 404)):
        browser = visit(staff)
        for address in (
            reverse("people:save_tag"),
            reverse("people:change_tag"),
            reverse("people:undo_tags", args=[change.id]),
        ):
            assert browser.post(address, asked).status_code == status
    assert Person.objects.get().tags == ["or"]
    assert View.objects.count() == 0
