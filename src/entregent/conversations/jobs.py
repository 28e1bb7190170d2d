"""Sending what we wrote."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.brands.scope import visible
from entregent.conversations.actions.delivery import mark_failed, mark_sent
from entregent.conversations.channel import CHANNELS, Undeliverable
from entregent.conversations.models import Message
from entregent.jobs.app import job
from entregent.people.actions import mark_undeliverable

log = logging.getLogger(__name__)
PATIENCE = timedelta(hours=6)
"""The waits between tries add up to some eight hours: a try after six is the last one, or nearly."""


@job(queue="mail", attempts=9)
def deliver(brand: str, message: str) -> None:
    """Hand a message to its channel; one that is already sent is left alone.

    The lock of the job keeps two workers apart; a worker killed between the sending and the commit sends it again under the
    same identity, which mail servers recognise. No transaction is open while the other server answers: the readers of the
    journal would wait for it. What cannot be sent for hours is said to have failed, so that nobody believes the customer
    was answered.
    """
    with visible([UUID(brand)]):
        queued = Message.objects.select_related("conversation__person", "staff", "brand")
        written = queued.filter(id=message, delivery=Message.Delivery.QUEUED).first()
        if written is None:
            return
        try:
            carry = CHANNELS[written.channel].prepare(written)
        except Undeliverable as refusal:
            _refused(written, refusal)
            return
    try:
        sent = carry()
    except Undeliverable as refusal:
        with visible([UUID(brand)]):
            _refused(written, refusal)
    except Exception as error:
        if timezone.now() - written.at < PATIENCE:
            raise
        log.warning("message %s is given up: %s", written.id, type(error).__name__)
        with visible([UUID(brand)]):
            mark_failed(written, _("The server could not be reached for hours."), reason="soft", now=timezone.now())
    else:
        with visible([UUID(brand)]):
            mark_sent(written, sent.external_id, delivered=sent.delivered, now=timezone.now())


def _refused(message: Message, refusal: Undeliverable) -> None:
    now = timezone.now()
    mark_failed(message, str(refusal), now=now)
    if refusal.dead is not None:
        mark_undeliverable(message.brand_id, refusal.dead, now=now)
