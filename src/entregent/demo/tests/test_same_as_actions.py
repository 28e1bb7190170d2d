"""The same story through the real actions and through the demonstration: the same facts, the same promises."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from entregent.access.models import Skill, Staff, StaffSkill
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.calendar.queries import parsed
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.life import Life
from entregent.demo.opening import Opening
from entregent.demo.plan import brand_plan
from entregent.demo.rows import Rows
from entregent.demo.staff import Agent
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.routing import actions as routing
from entregent.routing.models import Offer, Presence, Queue, QueueMember, QueueSkill
from entregent.tickets import actions as tickets
from entregent.tickets.models import Promise, PromisePolicy, Reason, Ticket

IDENTIFIER = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
ADDRESS = "jeanne@example.org"
NOT_COMPARED = {"person.created", "message.sent", "presence.changed"}
Steps = list[tuple[int, str, str]]

ANSWERED_AT_ONCE: Steps = [(0, "open", ""), (30, "take", ""), (45, "reply", "resolved"), (9000, "move", "closed")]
WITH_A_QUESTION: Steps = [
    (0, "open", ""), (30, "take", ""), (45, "reply", "pending"), (200, "customer", ""), (230, "take", ""),
    (250, "reply", "resolved"),
]  # fmt: skip
LATE_THEN_REOPENED: Steps = [
    (0, "open", ""), (3000, "customer", ""), (4800, "take", ""), (4830, "reply", "resolved"), (6000, "customer", ""),
    (6030, "take", ""), (6040, "note", ""), (6060, "reply", "resolved"),
]  # fmt: skip
HELD: Steps = [(0, "open", ""), (30, "take", ""), (40, "reply", "on_hold"), (300, "reply", "resolved")]
SILENT: Steps = [(0, "open", ""), (30, "take", ""), (40, "reply", "pending"), (6000, "move", "resolved")]
"""Minutes since the first message, what happens, the status wanted."""


@pytest.mark.parametrize("story", [ANSWERED_AT_ONCE, WITH_A_QUESTION, LATE_THEN_REOPENED, HELD, SILENT])
def test_both_tell_the_same(story: Steps, brand: Brand, make_staff: Callable[..., Staff], now: datetime) -> None:
    house, queue, staff = _set_up(brand, make_staff(brand), now)
    real = _through_actions(story, brand, queue, staff, now)
    told, promises, ticket = _through_the_demonstration(story, house, queue, staff, now)
    assert told == real
    stored = Promise.objects.order_by("activated_at", "kind").values(*_PROMISE)
    assert sorted(promises, key=_order) == sorted(stored, key=_order)
    kept = Ticket.objects.values(*_TICKET).get()
    assert {name: ticket[name] for name in _TICKET} == kept


_PROMISE = ("kind", "state", "target_seconds", "activated_at", "due_at", "warn_at", "left_seconds", "ended_at", "breached_at")
_TICKET = ("number", "title", "status", "assignee_id", "first_response_at", "resolved_at", "closed_at", "reopened_count",
           "next_due_at", "updated_at")  # fmt: skip


def _order(promise: dict[str, Any]) -> tuple[datetime, str]:
    return promise["activated_at"], promise["kind"]


def _set_up(brand: Brand, staff: Staff, now: datetime) -> tuple[House, Queue, Staff]:
    hours = brand_plan("ponant").calendars[0]["hours"]
    calendar = Calendar.objects.create(brand=brand, name="Bureau", hours=hours, is_default=True)
    queue = Queue.objects.create(brand=brand, name="Remboursements", calendar=calendar, is_default=True)
    skill = Skill.objects.create(brand=brand, name="Remboursements de santé")
    QueueSkill.objects.create(brand=brand, queue=queue, skill=skill, level=2)
    StaffSkill.objects.create(brand=brand, staff=staff, skill=skill, level=3)
    QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
    policy = PromisePolicy.objects.create(
        brand=brand, name="Engagement", calendar=calendar, first_response_minutes=240, next_response_minutes=240,
        resolution_minutes=960,
    )  # fmt: skip
    Presence.objects.create(staff=staff, state="available", since=now, idle_since=now, seen_at=now)
    house = House(brand_plan("ponant"), brand.id, calendars={calendar.id: parsed(hours)}, policies=[policy])
    house.skills[skill.name] = skill.id
    house.queues[queue.name] = {"id": queue.id, "target_seconds": queue.target_seconds, "priority": 0}
    house.needs[queue.name] = [{"name": skill.name, "level": 2}]
    return house, queue, staff


def _through_actions(story: Steps, brand: Brand, queue: Queue, staff: Staff, now: datetime) -> list[Any]:
    ticket: Ticket | None = None
    for minutes, what, status in story:
        at = now + timedelta(minutes=minutes)
        while (moment := _clock_rings_before(at)) is not None:
            tickets.check_promises(moment)
        if what in ("open", "customer"):
            incoming = tickets.Incoming(
                brand=brand.id, channel="mail", handle=mail_handle(ADDRESS), subject="Remboursement", source="mail",
                content=Content("Bonjour", sender=ADDRESS), conversation=ticket.conversation_id if ticket else None,
            )  # fmt: skip
            ticket = tickets.receive(incoming, at).ticket
            continue
        assert ticket is not None
        if what == "take":
            append(routing.offer(at - timedelta(seconds=10))[1])
            tickets.accept_offer(Offer.objects.get(state="ringing").id, staff, at)
        elif what == "reply":
            tickets.reply(ticket.id, Content("Réponse"), staff=staff, status=status, now=at)
        elif what == "note":
            tickets.add_note(ticket.id, Content("Note"), staff=staff, now=at)
        else:
            actor = "system:clock" if status == "closed" else f"staff:{staff.id}"
            by = None if status == "closed" else staff
            tickets.set_status(ticket.id, status, staff=by, now=at, actor=actor)
    events = Event.objects.filter(brand=brand).exclude(kind__in=NOT_COMPARED).order_by("at", "id")
    return _plain([(event.at, event.kind, event.actor, event.data) for event in events])


def _clock_rings_before(at: datetime) -> datetime | None:
    """The next moment at which the clock has something to notice."""
    active = Promise.objects.filter(state="active").values_list("warn_at", "due_at")
    moments = [moment for pair in active for moment in pair if moment is not None and moment < at]
    return min(moments, default=None)


def _through_the_demonstration(
    story: Steps, house: House, queue: Queue, staff: Staff, now: datetime
) -> tuple[list[Any], list[dict[str, Any]], dict[str, Any]]:
    rows, dice = Rows(), Dice(1, "same")
    reason = Reason.objects.create(brand_id=house.id, name="Remboursement")
    agent = Agent(staff.id, staff.name, staff.team_id, (0.0, 24.0), {next(iter(house.skills.values())): 3})
    person = people.identify(house.id, mail_handle(ADDRESS), source="mail", now=now).person_id
    opening = Opening(
        now,
        person,
        ADDRESS,
        "contact@ponant.example",
        "Remboursement",
        "Bonjour",
        queue.id,
        "question",
        0,
        reason.id,
        1,
        [],
        {},
    )
    life = Life(house, rows, Ids(dice), dice, opening)
    for minutes, what, status in story[1:]:
        at = now + timedelta(minutes=minutes)
        if what == "customer":
            life.customer(at, "Bonjour")
        elif what == "take":
            life.take(agent, at, 10.0, [])
        elif what == "reply":
            life.reply(at, "Réponse", status)
        elif what == "note":
            life.note(at, "Note")
        else:
            life.move(status, at, "system:clock" if status == "closed" else f"staff:{staff.id}")
    life.finish(now + timedelta(minutes=story[-1][0]))
    facts: list[Fact] = sorted(rows.facts, key=lambda fact: fact.at)
    told = [(fact.at, fact.kind, fact.actor, fact.data) for fact in facts if fact.kind not in NOT_COMPARED]
    promises = [{name: row[name] for name in _PROMISE} for row in rows.of(Promise)]
    assert len(rows.of(Message)) == Message.objects.count()
    return _plain(told), promises, rows.of(Ticket)[0]


def _plain(told: list[tuple[datetime, str, str, dict[str, Any]]]) -> list[Any]:
    """Without identifiers, and in one order among what happened at one instant."""

    def value(key: str, one: Any) -> Any:
        if key == "reasons":
            return sorted(one)
        text = str(one)
        return "id" if IDENTIFIER.match(text) else text

    plain = []
    for at, kind, actor, data in told:
        values = {key: value(key, one) for key, one in data.items() if one is not None}
        plain.append((at, kind, actor.partition(":")[0], sorted(values.items(), key=lambda pair: pair[0])))
    return sorted(plain, key=lambda one: (str(one[0]), one[1], str(one[3])))
