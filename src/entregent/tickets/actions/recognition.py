"""Several persons share the address that wrote: an agent says who it is, the ticket is theirs, and the house learns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from entregent.conversations import actions as conversations
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, Kind
from entregent.people import actions as people
from entregent.people import queries as persons
from entregent.people.models import Person
from entregent.routing import actions as routing
from entregent.tickets import events
from entregent.tickets.actions.locks import locked
from entregent.tickets.errors import ChoiceRefused
from entregent.tickets.models import Ticket
from entregent.tickets.queries.recognition import last_choice


@transaction.atomic
def choose_person(ticket_id: UUID, person_id: UUID, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket, its conversation and what its writer said to one of those who share the address; learn it.

    Choosing whom it had already is learnt too. Persons are held before the ticket, as a mail that comes in does.
    Raises ChoiceRefused for somebody to whom the address does not lead, Ticket.DoesNotExist behind another brand's wall.
    """
    kept = people.hold(person_id)
    ticket = locked(ticket_id)
    found = persons.candidates(ticket.brand_id, ticket.conversation.address)
    chosen = next((one for one in found if one.person.id == kept), None)
    if chosen is None:
        raise ChoiceRefused(_("The address of this ticket does not lead to this person."))
    people.choose_candidate(chosen.address, chosen.person, now=now, actor=actor)
    before = ticket.person_id
    _move(ticket, before, kept, now)
    fact = events.ticket_person_chosen(
        **_about(ticket, now, actor), before=before, after=kept, handle_kind=chosen.address.kind, fitting=len(found)
    )
    append([fact])
    return ticket


@transaction.atomic
def undo_choice(ticket_id: UUID, *, now: datetime, actor: str) -> Ticket:
    """Give the ticket back to whom it had before the last choice, and unlearn it. Raises ChoiceRefused when there is none."""
    said = last_choice(Ticket.objects.only("opened_at").get(id=ticket_id))
    if said is None:
        raise ChoiceRefused(_("Nobody has said who wrote, or it is undone already."))
    # Both are held in the order of their ids: two acts that cross wait for each other instead of for ever.
    held = {id: people.hold(id) for id in sorted({UUID(said.data["before"]), UUID(said.data["after"])})}
    before, after = held[UUID(said.data["before"])], held[UUID(said.data["after"])]
    ticket = locked(ticket_id)
    if (latest := last_choice(ticket)) is None or latest.id != said.id:
        raise ChoiceRefused(_("Somebody else has just said who wrote: look again."))
    address = Handle(Kind(said.data["handle_kind"]), ticket.conversation.address)
    people.forget_choice(address, Person.objects.get(id=after), now=now, actor=actor)
    if ticket.person_id == after:
        _move(ticket, after, before, now)
    append([events.ticket_choice_undone(**_about(ticket, now, actor), before=after, after=before)])
    return ticket


@transaction.atomic
def prove_person(ticket_id: UUID, person_id: UUID, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket to the customer that the brand's own site vouches for; nothing changes when it is theirs.

    Raises Ticket.DoesNotExist behind another brand's wall.
    """
    kept = people.hold(person_id)
    ticket = locked(ticket_id)
    before = ticket.person_id
    if before != kept:
        _move(ticket, before, kept, now)
        append([events.ticket_person_proven(**_about(ticket, now, actor), before=before, after=kept)])
    return ticket


def _move(ticket: Ticket, before: UUID, after: UUID, now: datetime) -> None:
    if before == after:
        return
    ticket.person_id = ticket.conversation.person_id = after
    ticket.organisation_id = persons.organisation_of(after, ticket.conversation.address)
    ticket.updated_at = now
    ticket.save(update_fields=["person", "organisation", "updated_at"])
    conversations.change_person(ticket.conversation_id, before, after)
    routing.change_person(ticket.id, after)


def _about(ticket: Ticket, now: datetime, actor: str) -> dict[str, Any]:
    return {"brand": ticket.brand_id, "at": now, "subject": ticket.id, "actor": actor, "person": ticket.person_id}
