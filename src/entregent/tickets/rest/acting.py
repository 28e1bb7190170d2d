"""Working on tickets."""

from uuid import UUID

from django.http import HttpRequest

from entregent.access.models import Staff
from entregent.conversations.channel import CHANNELS
from entregent.conversations.rest import content_of
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import author_of
from entregent.tickets import actions
from entregent.tickets.rest.changing import brand_of_ticket
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import AssignIn, NoteIn, ReplyIn, Said, StatusIn, TakeIn, TicketOut


@router.post("/tickets/{uuid:id}/replies", response={201: Said}, summary="Answer the customer")
@needs("tickets.write")
def reply(request: HttpRequest, id: UUID, words: ReplyIn):
    """It leaves by the ticket's channel; the promise of an answer is kept."""
    if words.channel is not None and words.channel not in CHANNELS:
        raise invalid("/channel", "no such channel")
    brand = brand_of_ticket(id)
    staff = author_of(request, words.author, brand)
    content = content_of(words, brand)
    return actions.reply(id, content, staff=staff, status=words.status, channel=words.channel, now=request.now)


@router.post("/tickets/{uuid:id}/notes", response={201: Said}, summary="Write an internal note")
@needs("tickets.write")
def note(request: HttpRequest, id: UUID, words: NoteIn):
    """Customers never see it; those mentioned are told."""
    brand = brand_of_ticket(id)
    staff = author_of(request, words.author, brand)
    serving = Staff.objects.filter(id__in=words.mentions, memberships__of_brand=brand).values_list("id", flat=True)
    if missing := set(words.mentions) - set(serving):
        raise invalid(f"/mentions/{words.mentions.index(missing.pop())}", "nobody of this brand")
    return actions.add_note(id, content_of(words, brand), staff=staff, mentions=words.mentions, now=request.now)


@router.post("/tickets/{uuid:id}/status", response=TicketOut, summary="Move a ticket's status")
@needs("tickets.write")
def status(request: HttpRequest, id: UUID, wanted: StatusIn):
    """Promises follow: waiting for the customer pauses the one of a solution, settling keeps it."""
    return actions.set_status(id, wanted.status, staff=request.caller.staff, now=request.now, actor=request.actor)


@router.post("/tickets/{uuid:id}/assign", response=TicketOut, summary="Give a ticket to an agent")
@needs("supervise")
def assign(request: HttpRequest, id: UUID, to: AssignIn):
    """Whoever had it."""
    staff = Staff.objects.filter(id=to.staff, is_active=True, memberships__of_brand=brand_of_ticket(id)).first()
    if staff is None:
        raise invalid("/staff", "nobody of this brand")
    return actions.assign(id, staff, now=request.now, actor=request.actor)


@router.post("/tickets/{uuid:id}/take", response=TicketOut, summary="Take a ticket by hand")
@needs("tickets.write")
def take(request: HttpRequest, id: UUID, by: TakeIn):
    """Waiting, or in someone else's hands."""
    return actions.take(id, author_of(request, by.staff, brand_of_ticket(id), "/staff"), request.now)


@router.post("/tickets/{uuid:id}/release", response=TicketOut, summary="Give a ticket back to its queue")
@needs("tickets.write")
def release(request: HttpRequest, id: UUID):
    """It keeps its age."""
    return actions.release(id, now=request.now, actor=request.actor)
