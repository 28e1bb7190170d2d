"""What time alone does: silent chats end, whoever waits and has gone is let go."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, OuterRef, Subquery, Value

from entregent.channels.chat.actions.assisting import bring_up
from entregent.channels.chat.actions.ending import end
from entregent.channels.chat.actions.visitors import ACTOR
from entregent.channels.chat.models import Chat, Said
from entregent.channels.chat.rules import GONE
from entregent.conversations.models import Message
from entregent.routing.models import WorkItem
from entregent.tickets import actions as tickets

BATCH = 200
REMEMBERED = timedelta(days=30)
"""How long a browser's ids are kept: nobody sends a message again after that."""


def sweep(now: datetime) -> int:
    """All of it, a batch of each; return how much was done. In the caller's transaction."""
    return _gone(now) + _silent(now) + _left_alone(now) + _forget(now)


def _gone(now: datetime) -> int:
    """Chats that nobody has taken and whose visitor is no longer there. With an address the request goes on by mail; without
    one nobody could answer: it is settled, and goes on should they come back."""
    waiting = WorkItem.objects.filter(channel="chat", state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED])
    left = Chat.objects.filter(ended_at=None, ticket__in=waiting.values("subject"), visitor__seen_at__lt=now - GONE)
    chats = list(left.select_related("visitor", "conversation").order_by("begun_at")[:BATCH])
    for chat in chats:
        address = chat.conversation.address
        answerable = "@" in address
        if not end(chat.id, why=Chat.End.ABANDONED, status=None if answerable else "resolved", now=now, actor=ACTOR):
            continue
        if answerable:
            tickets.carry_on_by(chat.ticket_id, "mail", address, now=now, actor=ACTOR)
    return len(chats)


def _silent(now: datetime) -> int:
    """Chats in which our last message has had no answer for as long as the widget says."""
    last = Message.objects.filter(conversation=OuterRef("conversation"), kind__in=["in", "out"]).order_by("-at", "-id")
    patience = ExpressionWrapper(F("widget__idle_minutes") * Value(timedelta(minutes=1)), output_field=DurationField())
    until = ExpressionWrapper(F("conversation__last_message_at") + patience, output_field=DateTimeField())
    running = Chat.objects.filter(ended_at=None).annotate(until=until, last_kind=Subquery(last.values("kind")[:1]))
    rows = running.filter(until__lte=now, last_kind=Message.Kind.OUT).order_by("begun_at").values_list("id", flat=True)
    return sum(end(chat, why=Chat.End.IDLE, status="resolved", now=now, actor=ACTOR) for chat in list(rows[:BATCH]))


def _left_alone(now: datetime) -> int:
    """Chats whose assistant came to its end while nobody was there: what it had to say is written, who waits is handed over."""
    widget = ("widget__brand", "widget__calendar", "widget__queue__calendar")
    rows = Chat.objects.filter(ended_at=None, ticket=None, session__ended_at__isnull=False).exclude(
        session__outcome="handed", conversation__messages__extra__leave=True
    )
    found = list(rows.select_related(*widget).order_by("begun_at")[:BATCH])
    for chat in found:
        bring_up(chat, now)
    return len(found)


def _forget(now: datetime) -> int:
    old = Said.objects.filter(at__lt=now - REMEMBERED).order_by("at").values_list("id", flat=True)[:BATCH]
    return Said.objects.filter(id__in=list(old)).delete()[0]
