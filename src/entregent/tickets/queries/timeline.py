"""Tickets' part of a person's timeline: requests opened, and the messages of each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from entregent.brands.vocabulary import speaking, worded
from entregent.conversations.models import Message
from entregent.people.queries.timeline import Entry, Source
from entregent.tickets.models import Status, Ticket
from entregent.tickets.queries.single import reference_of

EXCERPT = 180
SHOWN = ("title", "number", "status", "opened_at", "merged_into", "brand__code", "brand__vocabulary")
DRAWN = {"mail", "phone", "chat", "sms", "letter", "form", "callback"}


def of_persons(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """Requests opened and messages exchanged by a person (all the ids they had), latest first; three statements."""
    theirs = Ticket.objects.filter(person__in=ids)
    tickets = theirs.select_related("brand").only(*SHOWN).order_by("-opened_at", "-id")
    messages = Message.objects.filter(conversation__in=theirs.values("conversation")).order_by("-at", "-id")
    if until is not None:
        tickets, messages = tickets.filter(opened_at__lte=until), messages.filter(at__lte=until)
    # Of thousands only the order is read; what is shown is read of those that are.
    said = Message.objects.filter(id__in=list(messages.values_list("id", flat=True)[:limit])).order_by("-at", "-id")
    said = said.select_related("staff", "brand", "conversation__ticket").only(
        "kind", "channel", "automatic", "text", "at", "staff__name", "brand__vocabulary", "conversation__ticket__id"
    )
    entries = [_opened(ticket) for ticket in tickets[:limit]] + [_said(message) for message in said]
    # Stable: of what happened at once, the request stands above the message that opened it.
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[:limit]


SOURCE = Source("tickets.read", of_persons)


def _opened(ticket: Ticket) -> Entry:
    merged = " · " + _("merged") if ticket.merged_into_id else ""
    with speaking(ticket.brand.vocabulary):
        status = ticket.get_status_display()
    return Entry(
        at=ticket.opened_at,
        icon="ticket",
        title=ticket.title,
        tone="brand" if ticket.status in (Status.NEW, Status.OPEN) else "",
        url=reverse("desk:ticket", args=[ticket.id]),
        detail=f"{reference_of(ticket)} · {status}{merged}",
    )


def _said(message: Message) -> Entry:
    text = " ".join(message.text.split())
    icon, title, tone = _heading(message)
    return Entry(
        at=message.at,
        icon=icon,
        title=title,
        tone=tone,
        url=reverse("desk:ticket", args=[message.conversation.ticket.id]),
        detail=text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:. ") + "…",
        by=message.staff.name if message.staff else "",
    )


def _heading(message: Message) -> tuple[str, str, str]:
    if message.kind == Message.Kind.NOTE:
        return "note", _("Internal note"), "warn"
    if message.kind == Message.Kind.OUT:
        return ("robot", _("Automatic answer"), "") if message.automatic else ("reply", _("Our answer"), "good")
    icon = message.channel if message.channel in DRAWN else "chat"
    return icon, worded(_("Message from %(the_customer)s"), message.brand.vocabulary), "info"
