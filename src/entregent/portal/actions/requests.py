"""What a customer does with their requests: open, answer, close."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation

from entregent.conversations.content import Content, Upload
from entregent.kernel.handles import mail_handle
from entregent.kernel.masking import mask
from entregent.portal.queries.requests import Subject
from entregent.portal.queries.visits import Visit
from entregent.rights import actions as rights
from entregent.rights.models import RightRequest
from entregent.tickets import actions as tickets
from entregent.tickets.models import Status, Ticket

CHANNEL = "portal"


def open_request(
    visit: Visit, subject: str, text: str, *, about: Subject | None = None, files: Sequence[Upload] = (), now: datetime
) -> Ticket:
    """Open a request as whoever visits: answers go to the address they entered by. Numbers of cards are masked.

    Raises FileRefused, StorageFull, LookupError where the brand has no queue.
    """
    incoming = _incoming(visit, mask(subject)[0], text, files, queue=about.queue if about else None)
    opened = tickets.receive(incoming, now).ticket
    if about is not None:
        opened = tickets.change_fields(opened.id, {"reason": about.reason}, now=now, actor=visit.actor)
    return opened


def answer(visit: Visit, ticket: Ticket, text: str, files: Sequence[Upload] = (), *, now: datetime) -> Ticket:
    """Write in a request; a settled one is open again, a closed one goes on as a new one, which is returned.

    Raises FileRefused, StorageFull.
    """
    incoming = _incoming(visit, ticket.title, text, files, queue=ticket.queue_id, conversation=ticket.conversation_id)
    return tickets.receive(incoming, now).ticket


def ask_right(visit: Visit, right: str, text: str, *, now: datetime) -> RightRequest:
    """Exercise a right over one's own data: what one entered by says how sure it is who asks.

    Raises RightRefused, LookupError where the brand has no queue.
    """
    with translation.override(visit.brand.language):
        subject = str(RightRequest.Right(right).label)
    incoming = _incoming(visit, subject, text or subject, queue=visit.portal.rights_queue_id)
    return rights.ask(incoming, right, identity=visit.session.method, now=now)


def settle(visit: Visit, ticket: Ticket, *, now: datetime) -> Ticket:
    """The customer says that it is settled. Raises MoveRefused."""
    return tickets.set_status(ticket.id, Status.RESOLVED, staff=None, now=now, actor=visit.actor)


def _incoming(
    visit: Visit, subject: str, text: str, files: Sequence[Upload] = (), *, queue: UUID | None, conversation: UUID | None = None
) -> tickets.Incoming:
    content = Content(text=mask(text)[0], files=tuple(files), sender=visit.account.mail)
    return tickets.Incoming(
        brand=visit.brand.id, channel=CHANNEL, subject=subject, content=content, source=CHANNEL,
        handle=mail_handle(visit.account.mail), person=visit.person.id if visit.person else None, conversation=conversation,
        queue=queue,
    )  # fmt: skip
