"""Acknowledging a request: with its reference, never to a robot, once a day at most to one address."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entregent.calendar.queries import default_calendar
from entregent.channels.mail.composing import ticket_reference
from entregent.channels.mail.models import MailAddress
from entregent.conversations.actions import write
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation, Message
from entregent.journal.actions import append
from entregent.journal.models import Event
from entregent.kernel.business_time import is_open
from entregent.kernel.ids import uuid7
from entregent.tickets.actions import locked_where_it_went

TOO_LATE = timedelta(hours=6)
"""An acknowledgement that comes hours later says nothing any more (a worker that was down, a journal read anew)."""

ONCE = """
    INSERT INTO mail_acknowledged AS known (id, brand_id, address, at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (brand_id, address) DO UPDATE SET at = excluded.at WHERE known.at < excluded.at - interval '24 hours'
"""


def acknowledge(event: Event) -> None:
    """Answer a request that a mail has just opened, when the address wants it."""
    if event.data.get("channel") != "mail" or timezone.now() - event.at > TOO_LATE:
        return
    # Held where it went: merged at this very moment, the request is acknowledged in the conversation that was kept.
    ticket = locked_where_it_went(id=event.subject)
    if ticket is None:
        return
    opening = Message.objects.filter(conversation=ticket.conversation_id, kind=Message.Kind.IN, at=event.at)
    first = opening.select_related("brand").order_by("id").first()
    if first is None or first.automatic or not first.extra.get("may_auto_answer"):
        return
    conversation, brand = Conversation.objects.get(id=event.data["conversation"]), first.brand
    address = MailAddress.objects.filter(brand=brand, address=conversation.brand_address, active=True).first()
    if (
        address is None
        or not _wanted(address, event)
        or _is_ours(conversation.address)
        or not _first_today(event, conversation.address)
    ):
        return
    with translation.override(brand.language):
        told = ticket_reference(ticket.conversation_id) or ""
        text = (
            address.auto_reply_text.replace("{reference}", told)
            if address.auto_reply_text.strip()
            else _standard(address, told)
        )
    _message, facts = write(
        ticket.conversation,
        Content(text=text, automatic=True, sender=address.address, recipients=(conversation.address,)),
        staff=None,
        channel="mail",
        ticket=ticket.id,
        now=timezone.now(),
        actor="system:mail",
    )
    append(facts)


def _standard(address: MailAddress, reference: str) -> str:
    if address.auto_reply == MailAddress.AutoReply.CLOSED:
        return _(
            "Hello,\n\nWe have received your message; our offices are closed at this hour. "
            "An adviser will answer you as soon as they open.\n\nYour reference: %(reference)s"
        ) % {"reference": reference}
    return _("Hello,\n\nWe have received your message and will answer you soon.\n\nYour reference: %(reference)s") % {
        "reference": reference
    }


def _wanted(address: MailAddress, event: Event) -> bool:
    if address.auto_reply == MailAddress.AutoReply.ALWAYS:
        return True
    return address.auto_reply == MailAddress.AutoReply.CLOSED and not is_open(default_calendar(event.brand_id), event.at)


def _is_ours(address: str) -> bool:
    """Two addresses of the house must not greet each other."""
    return MailAddress.objects.filter(address=address.lower()).exists()


def _first_today(event: Event, address: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ONCE, [uuid7(), event.brand_id, address.lower(), event.at])
        return cursor.rowcount == 1


REACTIONS = {"ticket.opened": [acknowledge]}
