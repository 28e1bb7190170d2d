"""A customer whom a newcomer may be at home: requests, rights, preferences, consents and a call to come, in her space.

Made by the real actions once the world is loaded, at the instants when they would have happened. What is written to her then
goes nowhere: her conversations have no address.
"""

import tomllib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.callbacks import actions as callbacks
from entregent.callbacks import queries as calls
from entregent.conversations.content import Content
from entregent.demo.plan import FOLDER
from entregent.demo.typography import printed
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions as people
from entregent.people.models import Person
from entregent.rights import actions as rights
from entregent.tickets import actions as tickets
from entregent.tickets.models import Reason

BRAND = "ponant"
ACTOR = "system:demo"
MAIL: str = tomllib.loads((FOLDER / "space.toml").read_text(encoding="utf-8"))["mail"]
"""By which she enters: the link comes into the letterbox."""


def welcome_customer(now: datetime) -> None:
    """Give her a life as it is at ``now``. Twice adds nothing. Raises Brand.DoesNotExist where the world is not loaded."""
    told = tomllib.loads((FOLDER / "space.toml").read_text(encoding="utf-8"))
    brand = Brand.objects.get(slug=BRAND)
    with visible([brand.id]):
        if Person.objects.filter(brand=brand, external_reference=told["reference"]).exists():
            return
        agent = _agent(brand)
        person = _person(brand, told, now - timedelta(days=400))
        for request in told["requests"]:
            _request(person, request, agent, now - timedelta(days=request["days"]))
        for right in told["rights"]:
            _right(person, right, agent, now - timedelta(days=right["days"]))
        _say(person, told, now)
        _book(person, told, now)


def _agent(brand: Brand) -> Staff:
    team = Membership.objects.filter(of_brand=brand, role="agent", staff__is_active=True).select_related("staff")
    return team.order_by("staff__email")[0].staff


def _person(brand: Brand, told: dict[str, Any], at: datetime) -> Person:
    named = {name: told[name] for name in ("title", "given_name", "family_name", "street", "postcode", "city")}
    return people.create_person(
        brand.id, now=at, actor=ACTOR, source="import", external_reference=told["reference"], language="fr",
        addresses=[mail_handle(told["mail"]), phone_handle(told["phone"], "FR")], **named,
    )  # fmt: skip


def _incoming(person: Person, subject: str, text: str, **more: Any) -> tickets.Incoming:
    return tickets.Incoming(
        brand=person.brand_id, channel="portal", subject=printed(subject), content=Content(text=printed(text)), source="portal",
        person=person.id, **more,
    )  # fmt: skip


def _request(person: Person, told: dict[str, Any], agent: Staff, at: datetime) -> None:
    """What was said, half a day between two messages, and where it stands."""
    ticket = None
    for line in told["lines"]:
        if line.startswith("< "):
            tickets.reply(ticket.id, Content(text=printed(line[2:])), staff=agent, now=at)
        else:
            known = {"conversation": ticket.conversation_id, "queue": ticket.queue_id} if ticket else {}
            ticket = tickets.receive(_incoming(person, told["subject"], line[2:], **known), at).ticket
        at += timedelta(hours=4)
    tickets.set_status(ticket.id, told["status"], staff=agent, now=at, actor=f"staff:{agent.id}")
    reason = Reason.objects.filter(brand=person.brand_id, name=printed(told["reason"])).first()
    if reason is not None:
        tickets.change_fields(ticket.id, {"reason": reason.id}, now=at, actor=f"staff:{agent.id}")


def _right(person: Person, told: dict[str, Any], agent: Staff, at: datetime) -> None:
    asked = rights.ask(_incoming(person, told["subject"], told["text"]), told["right"], identity="link", now=at)
    if "answer" in told:
        at += timedelta(days=9)
        tickets.reply(asked.ticket_id, Content(text=printed(told["answer"])), staff=agent, status="resolved", now=at)
        rights.answer(asked.ticket_id, f"staff:{agent.id}", at)


def _say(person: Person, told: dict[str, Any], now: datetime) -> None:
    for weeks in range(6, 0, -1):
        at = now - timedelta(weeks=weeks)
        people.learn(person.brand_id, person.id, [("channel", "portal"), ("hour", "evening")], at)
    for consent in told["consents"]:
        at = now - timedelta(days=consent["days"])
        words = {"wording": printed(consent["wording"]), "source": printed(consent["source"]), "now": at, "actor": ACTOR}
        people.give_consent(person, consent["purpose"], consent["channel"], **words)
    refused = told["refused"]
    people.object_to(
        person, refused["purpose"], refused["channel"], wording=printed(refused["wording"]), source="Espace personnel",
        now=now - timedelta(days=refused["days"]), actor=f"person:{person.id}",
    )  # fmt: skip


def _book(person: Person, told: dict[str, Any], now: datetime) -> None:
    """A call to come: the last time that is offered in the days ahead, where any queue calls back."""
    for offer in calls.offers(person.brand_id):
        offering = calls.offer_of(person.brand_id, offer.queue)
        first = now.astimezone(ZoneInfo(person.brand.time_zone)).date()
        found = calls.days(offering, first=first, count=offering.days_ahead + 1, now=now)
        if found:
            slot = list(found.values())[-1][-1]
            number = phone_handle(told["phone"], "FR")
            callbacks.book(person.brand_id, person.id, number, offer.queue, slot.at, "Mon devis", source="portal", now=now)
            return
