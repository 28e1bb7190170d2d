"""Sending what we wrote."""

from uuid import UUID

from django.utils import timezone

from entregent.brands.scope import visible
from entregent.conversations.actions.delivery import mark_failed, mark_sent
from entregent.conversations.channel import CHANNELS, Undeliverable
from entregent.conversations.models import Message
from entregent.jobs.app import job


@job(queue="mail", attempts=9)
def deliver(brand: str, message: str) -> None:
    """Hand a message to its channel; one that is already sent is left alone.

    The row is locked meanwhile, so that two workers never send it twice; a worker killed between the sending and the
    commit sends it again under the same identity, which mail servers recognise.
    """
    with visible([UUID(brand)]):
        written = (
            Message.objects.select_related("conversation__person", "staff", "brand")
            .select_for_update(of=["self"])
            .filter(id=message, delivery=Message.Delivery.QUEUED)
            .first()
        )
        if written is None:
            return
        try:
            sent = CHANNELS[written.channel].send(written)
        except Undeliverable as refusal:
            mark_failed(written, str(refusal), now=timezone.now())
        else:
            mark_sent(written, sent.external_id, delivered=sent.delivered, now=timezone.now())
