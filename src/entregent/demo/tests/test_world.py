"""What must hold in the demonstration whatever is thrown."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from uuid import UUID

import pytest

from entregent.brands.models import Brand, Branded
from entregent.conversations.canned import unknown_fields
from entregent.conversations.models import Message
from entregent.demo.people import MAIL_DOMAINS
from entregent.demo.plan import BRANDS, brand_plan
from entregent.demo.tests.conftest import NOW
from entregent.demo.world import World, make
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people.models import Handle, Person
from entregent.people.rules.search import search_key
from entregent.routing.models import Offer, WorkItem
from entregent.tickets.models import Promise, Ticket

MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
PHONE = re.compile(r"(?:\+33|\b0)\s?[1-9](?:[\s.]?\d\d){4}\b")
FICTIONAL = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")


def test_every_row_has_the_brand_of_what_it_refers_to(world: World) -> None:
    brand_of = {row["id"]: row.get("brand_id", row["id"]) for rows in world.rows.tables.values() for row in rows if "id" in row}
    checked = 0
    for model, rows in world.rows.tables.items():
        links = [f.attname for f in model._meta.concrete_fields if f.is_relation and issubclass(f.related_model, Branded)]
        for row in rows:
            for link in links:
                if row.get(link) is not None:
                    assert brand_of[row[link]] == row["brand_id"], f"{model.__name__}.{link}"
                    checked += 1
    assert checked > 10_000
    brands = {row["id"] for row in world.rows.of(Brand)}
    assert {fact.brand for fact in world.rows.facts} == brands


def test_only_fictional_numbers_and_addresses(world: World) -> None:
    for row in world.rows.of(Handle):
        if row["kind"] == "mail":
            assert mail_handle(row["value"]).value == row["value"]
            assert row["value"].rpartition("@")[2] in MAIL_DOMAINS
        else:
            assert phone_handle(row["value"], "FR").value == row["value"]
            assert row["value"].startswith(FICTIONAL)
    for model, rows in world.rows.tables.items():
        for row in rows:
            text = json.dumps(row, default=str, ensure_ascii=False)
            for found in MAIL.findall(text):
                assert found.rpartition("@")[2].endswith((*MAIL_DOMAINS, ".example")), f"{model.__name__}: {found}"
    for row in world.rows.of(Message):
        assert not PHONE.search(row["text"])


def test_facts_hold_no_personal_data(world: World) -> None:
    names = {row["family_name"] for row in world.rows.of(Person)} - {""}
    for fact in world.rows.facts:
        data = json.dumps(fact.data, default=str, ensure_ascii=False)
        assert "@" not in data
        assert not names & set(data.split('"'))


def test_nothing_is_written_in_the_future_or_before_what_it_answers(world: World) -> None:
    assert all(fact.at <= NOW for fact in world.rows.facts if fact.kind != "message.sent")
    thread: dict[UUID, list[datetime]] = defaultdict(list)
    for row in world.rows.of(Message):
        thread[row["conversation_id"]].append(row["at"])
    assert all(times == sorted(times) for times in thread.values())
    born = {row["id"]: row["created_at"] for row in world.rows.of(Person)}
    assert all(born[row["person_id"]] <= row["opened_at"] for row in world.rows.of(Ticket))


def test_facts_match_the_tables(world: World) -> None:
    rows, told = world.rows, Counter(fact.kind for fact in world.rows.facts)
    kinds = Counter(row["kind"] for row in rows.of(Message))
    assert told["ticket.opened"] == told["conversation.started"] == len(rows.of(Ticket))
    assert (told["message.received"], told["message.written"], told["note.written"]) == (
        kinds["in"],
        kinds["out"],
        kinds["note"],
    )
    assert told["ticket.answered"] == told["message.written"] == told["message.sent"]
    assert told["person.created"] == len(rows.of(Person))
    assert told["item.queued"] == len(rows.of(WorkItem))
    assert told["offer.made"] == len(rows.of(Offer))
    offers = Counter(row["state"] for row in rows.of(Offer))
    assert (told["offer.accepted"], told["offer.refused"], told["offer.expired"]) == tuple(
        offers[state] for state in ("accepted", "refused", "expired")
    )
    items = Counter(row["state"] for row in rows.of(WorkItem))
    assert told["item.taken"] == items["taken"] + items["done"]
    assert told["item.finished"] == items["done"]
    promises = Counter(row["state"] for row in rows.of(Promise))
    assert told["promise.activated"] == len(rows.of(Promise))
    assert told["promise.fulfilled"] == promises["fulfilled"]
    assert told["promise.breached"] == promises["breached"]
    assert told["promise.paused"] - told["promise.resumed"] >= promises["paused"]


def test_tickets_say_what_the_facts_say(world: World) -> None:
    told: dict[UUID, list] = defaultdict(list)
    for fact in sorted(world.rows.facts, key=lambda fact: fact.at):
        told[fact.subject].append(fact)
    for row in world.rows.of(Ticket):
        facts = told[row["id"]]
        first = next((fact.at for fact in facts if fact.kind == "ticket.answered"), None)
        assert row["first_response_at"] == first
        assert row["reopened_count"] == sum(fact.kind == "ticket.reopened" for fact in facts)
        holder = next((fact.data["staff"] for fact in reversed(facts) if fact.kind == "ticket.assigned"), None)
        assert row["assignee_id"] == holder
        assert (row["closed_at"] is not None) == any(fact.kind == "ticket.closed" for fact in facts)
        open_items = [one for one in world.rows.of(WorkItem) if one["subject"] == row["id"] and one["state"] != "done"]
        assert len(open_items) == (row["status"] in ("new", "open", "on_hold"))


def test_persons_are_found_by_their_words(world: World) -> None:
    handles: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for row in world.rows.of(Handle):
        handles[row["person_id"]].append((row["kind"], row["value"]))
    for row in world.rows.of(Person)[:200]:
        key = search_key(row["given_name"], row["family_name"], row["external_reference"], handles[row["id"]])
        assert row["search_key"] == key


def test_the_same_throw_gives_the_same_world(world: World) -> None:
    again = make(NOW, size="small")
    assert again.rows.tables == world.rows.tables
    assert again.rows.facts == world.rows.facts
    other = make(NOW, seed=7, size="small")
    assert {row["id"] for row in other.rows.of(Person)}.isdisjoint(row["id"] for row in world.rows.of(Person))


SUNDAY, MONDAY_PEAK = datetime(2026, 11, 22, 14, tzinfo=UTC), datetime(2026, 11, 23, 9, 55, tzinfo=UTC)


@pytest.mark.parametrize("now, size", [(NOW, "small"), (SUNDAY, "small"), (MONDAY_PEAK, "full")])
def test_whoever_follows_the_readme_finds_a_desk_with_room_in_it(now: datetime, size: str) -> None:
    world = make(now, size=size)
    claire, room = world.crew.known["claire"], 5  # mails at once, unless somebody sets another limit
    hers = {queue for queue, crew in world.crew.of_queue.items() if claire in crew}
    items = world.rows.of(WorkItem)
    held = sum(row["agent_id"] == claire.id and row["state"] == "taken" for row in items)
    waiting = Counter(row["queue_id"] for row in items if row["state"] == "waiting")
    written_to = world.houses["ponant"].first_line
    assert held == 2
    assert written_to in hers
    # One rings at once; with what the last minutes brought, a mail of one's own still finds room.
    assert waiting[written_to] >= 1
    assert held + sum(waiting[queue] for queue in hers) < room + (2 if size == "full" else 0)
    others = [house for slug, house in world.houses.items() if slug not in ("ponant", "armor")]
    assert all(sum(waiting[queue["id"]] for queue in house.queues.values()) >= 2 for house in others)


def test_a_work_item_is_taken_by_someone_who_serves_its_queue(world: World) -> None:
    members = {queue: {agent.id for agent in crew} for queue, crew in world.crew.of_queue.items()}
    for row in world.rows.of(WorkItem):
        if row["agent_id"]:
            assert row["agent_id"] in members[row["queue_id"]]
    assert all(len(crew) >= 5 for crew in members.values())


def test_texts_are_whole_and_printed_as_french_is(world: World) -> None:
    for row in world.rows.of(Message):
        assert "{" not in row["text"]
        assert "'" not in row["text"]
        assert not re.search(r"[^\s] [;:!?»]", row["text"])
    assert len({row["text"] for row in world.rows.of(Message) if row["kind"] == "in"}) > 600


def test_plans_are_whole() -> None:
    for slug in BRANDS:
        plan = brand_plan(slug)
        assert plan.slug == slug
        queues = {queue["name"] for queue in plan.queues}
        assert {reason.queue for reason in plan.reasons} <= queues
        assert sum(queue.get("is_default", False) for queue in plan.queues) == 1
        assert not [field for one in plan.canned for field in unknown_fields(one["text"])]
        for reason in plan.reasons:
            assert all([reason.subjects, reason.facts, reason.asks, reason.questions, reason.details, reason.answers])
