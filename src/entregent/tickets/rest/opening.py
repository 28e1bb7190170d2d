"""Opening a ticket, and adding what the customer says: the way in for programs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from entregent.conversations.rest import MessageOut, content_of
from entregent.kernel.handles import Handle, InvalidHandle, mail_handle, phone_handle
from entregent.people.models import Person
from entregent.rest.door import needs
from entregent.rest.problems import Refusal, invalid
from entregent.rest.words import brand_of
from entregent.routing.models import Queue
from entregent.tickets.actions import Incoming, take_in
from entregent.tickets.configuration import configuration
from entregent.tickets.models import Ticket
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import CustomerWords, OpenedOut, Requester, TicketIn


@router.post("/tickets", response={201: OpenedOut}, summary="Open a ticket")
@needs("tickets.write")
def create(request: HttpRequest, response: HttpResponse, ticket: TicketIn):
    """The person is found or made, a conversation starts, promises run, and it waits in its queue: all or nothing."""
    brand = brand_of(request, ticket.brand, "tickets.write")
    if ticket.queue and not Queue.objects.filter(id=ticket.queue, brand=brand, active=True).exists():
        raise invalid("/queue", "no such queue")
    person, handle = _who(ticket.person, brand)
    received = take_in(
        Incoming(
            brand=brand,
            channel=ticket.channel,
            person=person,
            handle=handle,
            subject=ticket.subject,
            content=content_of(ticket, brand, sender=handle.value if handle else "", external_id=ticket.external_id),
            source="api",
            display_name=ticket.person.name,
            queue=ticket.queue,
            type=ticket.type,
            priority=ticket.priority,
            tags=tuple(ticket.tags),
            custom=ticket.custom,
            actor=request.actor,
        ),
        request.now,
    )
    response["Location"] = f"/api/v1/tickets/{received.ticket.id}"
    received.ticket.message_id = received.message.id
    return received.ticket


@router.post("/tickets/{uuid:id}/messages", response={201: MessageOut}, summary="Add what the customer says")
@needs("tickets.write")
def add_message(request: HttpRequest, id: UUID, words: CustomerWords):
    """As if it had come by the ticket's channel: it may reopen the ticket; on a closed one it opens another."""
    ticket = Ticket.objects.select_related("conversation").get(id=id)
    received = take_in(
        Incoming(
            brand=ticket.brand_id,
            channel=ticket.channel,
            person=ticket.person_id,
            subject=ticket.title,
            content=content_of(words, ticket.brand_id, external_id=words.external_id),
            source="api",
            conversation=ticket.conversation_id,
            actor=request.actor,
        ),
        request.now,
    )
    return received.message


def _who(requester: Requester, brand: UUID) -> tuple[UUID | None, Handle | None]:
    """The person or the address. Raises Refusal."""
    if requester.id is not None:
        person = Person.objects.filter(id=requester.id, brand=brand).first()
        if person is None:
            raise invalid("/person/id", "no such person")
        kept = person.merged_into or person
        known = kept.handles.order_by("-last_seen_at", "id").first()
        return kept.id, Handle(known.kind, known.value) if known else None
    try:
        if requester.mail is not None:
            return None, mail_handle(requester.mail)
        return None, phone_handle(requester.phone or "", configuration(brand).brand.region)
    except InvalidHandle as error:
        field = "mail" if requester.mail is not None else "phone"
        raise invalid(f"/person/{field}", str(error)) from error
    except LookupError as error:
        raise Refusal("conflict", str(error)) from error
