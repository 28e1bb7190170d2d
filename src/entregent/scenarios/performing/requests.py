"""Tickets that a tree opens or adds to: they wait in a queue of the brand like any other request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext, override

from entregent.conversations.content import Content
from entregent.kernel.handles import Handle, InvalidHandle, Kind, mail_handle, phone_handle
from entregent.scenarios.tree.effects import MakeTicket, Over
from entregent.scenarios.tree.inputs import Result
from entregent.scenarios.tree.variables import GIVEN, Type
from entregent.scenarios.trees import tree_of
from entregent.tickets import actions as tickets
from entregent.tickets import queries
from entregent.tickets.models import Ticket

if TYPE_CHECKING:
    from uuid import UUID

    from entregent.scenarios.performing.host import Host


def make_ticket(host: Host, effect: MakeTicket) -> Result:
    """Open a ticket, or add to the one of the session. Without a person and without an address nobody can be answered."""
    if effect.does == "update" and host.session.ticket_id is not None:
        ticket = _receive(host, effect.body, subject="", ticket=host.session.ticket)
    else:
        ticket = _receive(
            host, effect.body, subject=effect.subject or effect.body[:80], queue=host.link("queues", effect.queue),
            type=effect.type, priority=effect.priority, tags=effect.tags,
        )  # fmt: skip
    if ticket is None:
        return Result(effect.serial, "failed")
    reason = host.link("reasons", effect.reason)
    if reason is not None:
        tickets.change_fields(ticket.id, {"reason": reason}, now=host.now, actor=host.actor)
    return Result(effect.serial, "next", {"ticket.number": queries.reference_of(ticket), "ticket.status": ticket.status})


def hand_over(host: Host, over: Over, queue: UUID | None, handle: Handle | None = None) -> UUID | None:
    """A ticket in the queue with what was said, for a medium that cannot take the person there; None when nobody could be
    answered. ``handle`` is where they said afterwards that they can be reached."""
    if host.session.ticket_id is not None:
        _receive(host, told(host.session.transcript), subject="", ticket=host.session.ticket)
        changes: dict[str, Any] = {"queue": queue} if queue is not None else {}
        if over.priority:
            changes["priority"] = over.priority
        if changes:
            tickets.change_fields(host.session.ticket_id, changes, now=host.now, actor=host.actor)
        return host.session.ticket_id
    with override(host.brand.language):
        subject = gettext("Asks for an adviser: %(scenario)s") % {"scenario": host.session.scenario.name}
    ticket = _receive(host, told(host.session.transcript), subject=subject, queue=queue, priority=over.priority, handle=handle)
    return ticket.id if ticket is not None else None


def told(transcript: list[dict[str, str]]) -> str:
    """What was said and answered, a line each."""
    return "\n".join(f"{'—' if line['who'] == 'us' else '»'} {line['text']}" for line in transcript)


def _receive(
    host: Host, body: str, *, subject: str, ticket: Ticket | None = None, handle: Handle | None = None, **fields: Any,
) -> Ticket | None:  # fmt: skip
    """Through the one way in which tickets are born; in a savepoint, so that a refusal leaves the session as it is."""
    session = host.session
    person = ticket.person_id if ticket is not None else session.person_id
    handle = handle or _address(host)
    if person is None and handle is None:
        return None
    incoming = tickets.Incoming(
        brand=host.brand.id, channel=_channel(session.medium, handle), subject=subject, content=Content(text=body),
        source="scenario", handle=handle, person=person, conversation=ticket.conversation_id if ticket else None,
        actor=host.actor, **{name: value for name, value in fields.items() if value is not None},
    )  # fmt: skip
    try:
        with transaction.atomic():
            received = tickets.receive(incoming, host.now)
    except LookupError:  # the brand has no queue
        return None
    session.ticket = received.ticket
    if session.person_id is None:
        session.person_id = received.ticket.person_id
    return received.ticket


def _channel(medium: str, handle: Handle | None) -> str:
    """Whoever chatted or listened to an agent has gone when a request is answered: their mail gets it, if there is one."""
    if medium != "web" and handle is not None and handle.kind is Kind.MAIL:
        return "mail"
    return "form" if medium in ("chat", "script") else medium


def _address(host: Host) -> Handle | None:
    """The address that was collected, a mail rather than a number: replies go there."""
    tree = tree_of(host.session)
    for wanted in (Type.MAIL, Type.PHONE):
        for name, value in host.variables.items():
            declared = tree.variable(name)
            type = declared.type if declared is not None else GIVEN.get(name)
            if type is wanted and isinstance(value, str) and (found := _handle(wanted, value, host.brand.region)):
                return found
    return None


def _handle(type: Type, value: str, region: str) -> Handle | None:
    try:
        return mail_handle(value) if type is Type.MAIL else phone_handle(value, region)
    except InvalidHandle:
        return None
