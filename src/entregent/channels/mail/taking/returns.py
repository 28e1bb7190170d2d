"""What comes back about our own mails: bounces and complaints."""

from datetime import datetime
from uuid import UUID

from entregent.channels.mail import events
from entregent.channels.mail.bounces import Bounce, BounceKind
from entregent.channels.mail.configuration import threading_key
from entregent.channels.mail.filters import Complaint
from entregent.channels.mail.thread_tokens import read_message_id
from entregent.conversations.actions import mark_failed
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.kernel.handles import InvalidHandle, mail_handle
from entregent.people.actions import mark_undeliverable


def note_bounce(brand: UUID, bounces: tuple[Bounce, ...], now: datetime) -> UUID | None:
    """Mark the message that did not arrive, and the address that is dead; return the message, None for one not ours.

    Believed only for the signed Message-ID of a mail of ours and for those it was sent to: anyone can write a bounce.
    """
    for bounce in bounces:
        message = _ours(brand, bounce.original_message_id)
        if message is None:
            continue
        append(
            [
                events.mail_bounced(
                    brand=brand,
                    at=now,
                    subject=message.id,
                    actor="system:mail",
                    person=message.conversation.person_id,
                    conversation=message.conversation_id,
                    reason=bounce.kind.value,
                    status=bounce.status,
                )
            ]
        )
        if bounce.action == "delayed":
            return message.id
        reason = "hard" if bounce.kind is BounceKind.HARD else "soft"
        told = " ".join(part for part in (bounce.status, bounce.diagnostic) if part) or bounce.kind.value
        mark_failed(message, told, reason=reason, now=now)
        if bounce.kind is BounceKind.HARD and bounce.recipient.lower() in written_to(message):
            try:
                mark_undeliverable(brand, mail_handle(bounce.recipient), now=now)
            except InvalidHandle:
                return message.id
        return message.id
    return None


def note_complaint(brand: UUID, complaint: Complaint, now: datetime) -> UUID | None:
    """Publish that a mail of ours was called unwanted; return the message, None for one not ours."""
    message = _ours(brand, complaint.original_message_id)
    if message is None:
        return None
    append(
        [
            events.mail_complained(
                brand=brand,
                at=now,
                subject=message.id,
                actor="system:mail",
                person=message.conversation.person_id,
                conversation=message.conversation_id,
                type=complaint.feedback_type,
            )
        ]
    )
    return message.id


def written_to(message: Message) -> set[str]:
    """The addresses, in lower case, that a message of ours was sent to."""
    addresses = [*message.recipients, message.conversation.address]
    return {str(address).lower() for address in addresses if address}


def _ours(brand: UUID, message_id: str) -> Message | None:
    proved = read_message_id(message_id, threading_key()) if message_id else None
    if proved is None:
        return None
    return (
        Message.objects.filter(brand=brand, id=proved[1], conversation=proved[0], kind=Message.Kind.OUT)
        .select_related("conversation")
        .first()
    )
