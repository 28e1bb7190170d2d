"""Reading chats: what a visitor sees of theirs, what the desk shows of a visitor."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from entregent.access.queries import Rights
from entregent.brands.kept_queries import KeptQuery
from entregent.callbacks.queries import offers
from entregent.channels.chat.models import Chat, Said, Visitor, Widget
from entregent.conversations.models import Attachment, Message
from entregent.scenarios import queries as scenarios
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Scenario, Version

MOST = 200
"""Messages of a chat that its visitor is shown, the last ones."""

OVERLAP = timedelta(seconds=30)
"""Two messages may be committed in another order than that of their instants: the last ones are told again, and known by
their ids."""


_CURRENT = KeptQuery(
    lambda visitor: Chat.objects.filter(visitor=visitor).select_related("visitor", "conversation").order_by("-begun_at")[:1],
    UUID,
)


def current(visitor: UUID) -> Chat | None:
    """The last chat of a visitor, with what its messages go to; one statement."""
    return _CURRENT.first(visitor)


def shown(visitor: UUID) -> Chat | None:
    """The same with whose hands it is in."""
    chats = Chat.objects.filter(visitor=visitor).select_related("visitor", "conversation", "ticket__assignee")
    return chats.order_by("-begun_at").first()


def turn_of(chat: Chat) -> Turn | None:
    """What the assistant of a chat asks; None where none answers. A statement where one does."""
    if chat.session_id is None or chat.ticket_id is not None or chat.ended_at is not None:
        return None
    return scenarios.turn(chat.session_id)


def is_assisted(widget: Widget) -> bool:
    """Whether an assistant answers first on a widget: its scenario is published for chats."""
    id = widget.scenario_id
    return id is not None and any(one.id == id for one in scenarios.performed([widget.brand_id], "chat"))


def said(brand: UUID, client: UUID) -> Message | None:
    """The message that came under this id of a browser's."""
    return Message.objects.filter(brand=brand, external_id=str(client)).order_by("at").first()


def messages(chat: Chat, after: UUID | None = None) -> list[Message]:
    """What the visitor and we said in a chat, oldest first, the last ``MOST``; with ``after``, from a little before that
    message on. Never a note, nor what went by another channel."""
    rows = _of(chat).filter(channel="chat", kind__in=[Message.Kind.IN, Message.Kind.OUT])
    if after is not None:
        since = Message.objects.filter(id=after, brand=chat.brand_id).values_list("at", flat=True).first()
        rows = rows.filter(at__gt=since - OVERLAP) if since else rows
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    found = list(rows.select_related("staff").prefetch_related(files).order_by("-at", "-id")[:MOST])
    return found[::-1]


def _of(chat: Chat) -> QuerySet[Message]:
    if chat.conversation.merged_into_id is None:
        return Message.objects.filter(conversation=chat.conversation_id)
    # The conversation went into another, where others may be heard: what was said here is known by its own marks.
    heard = Said.objects.filter(visitor=chat.visitor_id, at__gte=chat.begun_at).values_list("client", flat=True)
    marks = [str(client) for client in heard] + [mark_of(chat)]
    return Message.objects.filter(brand=chat.brand_id, external_id__in=marks)


def mark_of(chat: Chat) -> str:
    """What every message of ours carries once it has gone to a chat."""
    return f"chat:{chat.id}"


def of_ticket(ticket: UUID) -> Chat | None:
    """The chat of a ticket, with its visitor and its widget."""
    return Chat.objects.filter(ticket=ticket).select_related("visitor__widget", "visitor__blocked_by", "conversation").first()


def collected_of(chat: Chat) -> list[tuple[str, str]]:
    """What the assistant of a chat learnt, in words; nothing where none answered. One statement."""
    return scenarios.collected(chat.session_id) if chat.session_id is not None else []


def earlier(visitor: Visitor, besides: Chat, most: int = 5) -> list[Chat]:
    """The visitor's other chats, latest first, with their tickets."""
    return list(
        visitor.chats.exclude(id=besides.id).exclude(ticket=None).select_related("ticket__brand").order_by("-begun_at")[:most]
    )


def unread(tickets: Iterable[UUID]) -> dict[UUID, int]:
    """Of these tickets, those whose visitor wrote something that nobody of ours has seen, and how much. One statement."""
    unseen = Q(conversation__messages__kind=Message.Kind.IN) & (
        Q(staff_seen_at=None) | Q(conversation__messages__at__gt=F("staff_seen_at"))
    )
    running = Chat.objects.filter(ticket__in=list(tickets), ended_at=None).order_by()
    rows = running.annotate(count=Count("conversation__messages", filter=unseen)).filter(count__gt=0)
    return dict(rows.values_list("ticket", "count"))


def widgets(rights: Rights) -> QuerySet[Widget]:
    """The widgets of the brands that this person administers, with brand and queue."""
    return Widget.objects.filter(brand__in=rights.brands_where("administer")).select_related("brand", "queue").order_by("name")


def scenarios_of(brands: Iterable[UUID], chosen: UUID | None) -> QuerySet[Scenario]:
    """The scenarios that may answer first: published for chats, and the one that was chosen, whatever became of it."""
    fit = Q(versions__state=Version.State.PUBLISHED, versions__form__media__contains="chat", archived_at=None) | Q(id=chosen)
    return Scenario.objects.filter(fit, brand__in=list(brands)).select_related("brand").distinct().order_by("name", "id")


def callback_queue(widget: Widget) -> UUID | None:
    """The queue that calls the visitors of a widget back: its own where it does, else the first of the brand's; None when
    nobody does. One statement."""
    found = [offer.queue for offer in offers(widget.brand_id)]
    return widget.queue_id if widget.queue_id in found else next(iter(found), None)


def blocked(rights: Rights) -> QuerySet[Visitor]:
    """The blocked visitors of the brands that this person watches over, the latest first."""
    rows = Visitor.objects.filter(brand__in=rights.brands_where("supervise"), blocked_at__isnull=False)
    return rows.select_related("brand", "person", "blocked_by").order_by("-blocked_at")
