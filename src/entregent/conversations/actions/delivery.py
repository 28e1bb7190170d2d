"""What became of the messages we wrote."""

from datetime import datetime

from entregent.conversations import events
from entregent.conversations.models import Message
from entregent.journal.actions import append


def mark_sent(message: Message, external_id: str, *, delivered: bool = False, now: datetime) -> None:
    """The channel took the message; a second call changes nothing."""
    state = Message.Delivery.DELIVERED if delivered else Message.Delivery.SENT
    changed = Message.objects.filter(id=message.id, delivery=Message.Delivery.QUEUED).update(
        delivery=state, external_id=external_id[:250], error=""
    )
    if changed:
        append([_fact(events.message_sent, message, now, channel=message.channel)])


def mark_delivered(message: Message, *, now: datetime) -> None:
    """The channel says that the message arrived."""
    if Message.objects.filter(id=message.id, delivery=Message.Delivery.SENT).update(delivery=Message.Delivery.DELIVERED):
        append([_fact(events.message_delivered, message, now)])


def mark_failed(message: Message, error: str, *, reason: str = "refused", now: datetime) -> None:
    """The message will not arrive; ``error`` is shown to the agent, ``reason`` is hard, soft or refused."""
    changed = (
        Message.objects.filter(id=message.id)
        .exclude(delivery=Message.Delivery.FAILED)
        .update(delivery=Message.Delivery.FAILED, error=error[:250])
    )
    if changed:
        append([_fact(events.message_failed, message, now, reason=reason)])


def _fact(kind, message: Message, now: datetime, **data: object):
    return kind(
        brand=message.brand_id,
        at=now,
        subject=message.id,
        actor="system:channel",
        conversation=message.conversation_id,
        **data,
    )
