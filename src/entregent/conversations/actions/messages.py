"""Starting a conversation, and adding messages to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from entregent.access.models import Staff
from entregent.brands.statements import insert, send
from entregent.conversations import events, jobs
from entregent.conversations.content import Content, Upload
from entregent.conversations.models import Attachment, Conversation, Mention, Message
from entregent.files import actions as files
from entregent.jobs.app import later
from entregent.journal.kinds import Fact

TOUCH = "UPDATE conversations_conversation SET last_message_at = %s WHERE id = %s"


def start(
    brand_id: UUID,
    person_id: UUID,
    channel: str,
    *,
    subject: str = "",
    address: str = "",
    brand_address: str = "",
    now: datetime,
    actor: str,
    rows: list[Model] | None = None,
) -> tuple[Conversation, list[Fact]]:
    """Begin a conversation; the caller appends the facts with its own.

    With ``rows``, what is to be inserted is added there, for the caller to insert with its own (``brands.statements``).
    """
    conversation = Conversation(
        brand_id=brand_id,
        person_id=person_id,
        channel=channel,
        subject=subject[:250],
        address=address,
        brand_address=brand_address,
        started_at=now,
        last_message_at=now,
    )
    _put([conversation], rows)
    fact = events.conversation_started(
        brand=brand_id, at=now, subject=conversation.id, actor=actor, person=person_id, channel=channel
    )
    return conversation, [fact]


def receive(
    conversation: Conversation,
    content: Content,
    *,
    person_id: UUID,
    channel: str,
    ticket: UUID | None,
    now: datetime,
    actor: str,
    touch: bool = True,
    rows: list[Model] | None = None,
) -> tuple[Message, list[Fact]]:
    """Add what the customer wrote. ``touch`` moves the conversation's date (not needed for its first message).

    ``rows``: see ``start``.
    """
    message = _add(
        conversation, content, Message.Kind.IN, channel, Message.Delivery.RECEIVED, now, person_id=person_id, rows=rows
    )
    if touch:
        send(TOUCH, [now, conversation.id])
    fact = events.message_received(
        brand=conversation.brand_id,
        at=now,
        subject=message.id,
        actor=actor,
        person=person_id,
        conversation=conversation.id,
        channel=channel,
        automatic=content.automatic,
        ticket=ticket,
    )
    return message, [fact]


def write(
    conversation: Conversation,
    content: Content,
    *,
    staff: Staff | None,
    channel: str,
    ticket: UUID | None,
    now: datetime,
    actor: str,
) -> tuple[Message, list[Fact]]:
    """Add what we write to the customer; it leaves when the transaction has committed."""
    staff_id = staff.id if staff else None
    message = _add(conversation, content, Message.Kind.OUT, channel, Message.Delivery.QUEUED, now, staff_id=staff_id)
    send(TOUCH, [now, conversation.id])
    later(jobs.deliver, lock=f"message:{message.id}", brand=str(conversation.brand_id), message=str(message.id))
    fact = events.message_written(
        brand=conversation.brand_id,
        at=now,
        subject=message.id,
        actor=actor,
        person=conversation.person_id,
        conversation=conversation.id,
        channel=channel,
        automatic=content.automatic,
        staff=staff_id,
        ticket=ticket,
    )
    return message, [fact]


def tell(
    conversation: Conversation, text: str, *, channel: str, external_id: str, extra: dict[str, Any], now: datetime, actor: str
) -> tuple[Message, list[Fact]]:
    """Add what a machine of ours says on a channel whose other side fetches it: nobody has to carry it."""
    content = Content(text, automatic=True, external_id=external_id, extra=extra)
    message = _add(conversation, content, Message.Kind.OUT, channel, Message.Delivery.SENT, now)
    send(TOUCH, [now, conversation.id])
    fact = events.message_written(
        brand=conversation.brand_id, at=now, subject=message.id, actor=actor, person=conversation.person_id,
        conversation=conversation.id, channel=channel, automatic=True, staff=None, ticket=None,
    )  # fmt: skip
    return message, [fact]


def write_note(
    conversation: Conversation,
    content: Content,
    *,
    staff: Staff,
    mentions: Sequence[UUID] = (),
    ticket: UUID | None,
    now: datetime,
) -> tuple[Message, list[Fact]]:
    """Add an internal note, calling colleagues."""
    message = _add(
        conversation, content, Message.Kind.NOTE, conversation.channel, Message.Delivery.NONE, now, staff_id=staff.id
    )
    Mention.objects.bulk_create(
        [Mention(brand_id=conversation.brand_id, message=message, staff_id=called) for called in dict.fromkeys(mentions)]
    )
    fact = events.note_written(
        brand=conversation.brand_id,
        at=now,
        subject=message.id,
        actor=f"staff:{staff.id}",
        person=conversation.person_id,
        conversation=conversation.id,
        staff=staff.id,
        mentions=[str(called) for called in mentions],
        ticket=ticket,
    )
    return message, [fact]


def _add(
    conversation: Conversation,
    content: Content,
    kind: Message.Kind,
    channel: str,
    delivery: Message.Delivery,
    now: datetime,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
    rows: list[Model] | None = None,
) -> Message:
    message = Message(
        brand_id=conversation.brand_id,
        conversation=conversation,
        kind=kind,
        channel=channel,
        person_id=person_id,
        staff_id=staff_id,
        automatic=content.automatic,
        sender=content.sender[:254],
        recipients=list(content.recipients),
        text=content.text,
        html=content.html,
        quoted=content.quoted,
        extra=content.extra,
        external_id=content.external_id[:250],
        delivery=delivery,
        at=now,
    )
    _put([message, *_attachments(message, content.files, now)], rows)
    return message


def _put(made: list[Model], rows: list[Model] | None) -> None:
    if rows is None:
        insert(made)
    else:
        rows += made


def _attachments(message: Message, uploads: Sequence[Upload], now: datetime) -> list[Model]:
    return [
        Attachment(
            brand_id=message.brand_id,
            message=message,
            file_id=upload.stored or files.store(message.brand_id, upload.name, upload.content_type, upload.data, now).id,
            content_id=upload.content_id[:250],
            inline=upload.inline,
        )
        for upload in uploads
    ]
