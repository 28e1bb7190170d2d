"""Reading the mail room."""

from uuid import UUID

from django.db.models import BinaryField, Func, QuerySet, Value

from entregent.access.queries import Rights
from entregent.channels.mail.models import MailAddress, Mailbox, RawMail

BEGINNING = 16_000
"""Bytes of a mail that tell its subject."""


def addresses(rights: Rights) -> QuerySet[MailAddress]:
    """The addresses of the brands that this person administers, with queue and brand."""
    brands = rights.brands_where("administer")
    return MailAddress.objects.filter(brand__in=brands).select_related("queue", "brand").order_by("address")


def mailboxes(rights: Rights) -> QuerySet[Mailbox]:
    """The mailboxes of the brands that this person administers, with their address."""
    return Mailbox.objects.filter(brand__in=rights.brands_where("administer")).select_related("address", "brand")


def quarantine(rights: Rights) -> QuerySet[RawMail]:
    """The mails in quarantine that were sent to the brands this person administers, newest first, without their content
    but with its ``beginning``.

    The only way from a page to the raw mails. A platform administrator also sees those that lead to no brand.
    """
    beginning = Func("content", Value(1), Value(BEGINNING), function="substr", output_field=BinaryField())
    waiting = RawMail.objects.filter(state=RawMail.State.QUARANTINED).defer("content").annotate(beginning=beginning)
    waiting = waiting.order_by("-received_at", "-id")
    if rights.is_platform_administrator:
        return waiting
    return waiting.filter(recipients__overlap=list(addresses(rights).values_list("address", flat=True)))


def quarantined(rights: Rights, id: UUID) -> RawMail | None:
    """One of them, with its content."""
    return quarantine(rights).defer(None).filter(id=id).first()
