"""What a customer does with their requests: open, answer, close."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from entregent.conversations.content import Content, Upload
from entregent.kernel.handles import mail_handle
from entregent.kernel.masking import mask
from entregent.portal.queries.requests import Subject
from entregent.portal.queries.visits import Visit
from entregent.tickets import actions as tickets
from entregent.tickets.models import Status, Ticket, Type

CHANNEL = "portal"


def open_request(
    visit: Visit, subject: str, text: str, *, about: Subject | None = None, files: Sequence[Upload] = (),
    type: str = Type.QUESTION, tags: tuple[str, ...] = (), queue: UUID | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Open a request as whoever visits: answers go to the address they entered by. Numbers of cards are masked.

    Raises FileRefused, StorageFull, LookupError where the brand has no queue.
    """
    incoming = tickets.Incoming(
        brand=visit.brand.id, channel=CHANNEL, subject=mask(subject)[0], content=_content(visit, text, files), source=CHANNEL,
        handle=mail_handle(visit.account.mail), person=visit.person.id if visit.person else None,
        queue=queue or (about.queue if about else None), type=type, tags=tags,
    )  # fmt: skip
    opened = tickets.receive(incoming, now).ticket
    if about is not None:
        opened = tickets.change_fields(opened.id, {"reason": about.reason}, now=now, actor=visit.actor)
    return opened


def answer(visit: Visit, ticket: Ticket, text: str, files: Sequence[Upload] = (), *, now: datetime) -> Ticket:
    """Write in a request; a settled one is open again, a closed one goes on as a new one, which is returned.

    Raises FileRefused, StorageFull.
    """
    incoming = tickets.Incoming(
        brand=visit.brand.id, channel=CHANNEL, subject=ticket.title, content=_content(visit, text, files), source=CHANNEL,
        handle=mail_handle(visit.account.mail), person=visit.person.id if visit.person else None,
        conversation=ticket.conversation_id, queue=ticket.queue_id,
    )  # fmt: skip
    return tickets.receive(incoming, now).ticket


def settle(visit: Visit, ticket: Ticket, *, now: datetime) -> Ticket:
    """The customer says that it is settled. Raises MoveRefused."""
    return tickets.set_status(ticket.id, Status.RESOLVED, staff=None, now=now, actor=visit.actor)


def _content(visit: Visit, text: str, files: Sequence[Upload]) -> Content:
    return Content(text=mask(text)[0], files=tuple(files), sender=visit.account.mail)
