"""A visitor writes: what every message of a chat goes through, so its statements are counted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from entregent.brands.statements import fetch
from entregent.channels.chat import events
from entregent.channels.chat.actions.assisting import Pressed, answer_assisted, begin_assisted, hold
from entregent.channels.chat.actions.visitors import meet
from entregent.channels.chat.caller import Caller, Claims
from entregent.channels.chat.errors import Blocked, Closed, NotAsked
from entregent.channels.chat.hours import opening
from entregent.channels.chat.models import Chat, Visitor
from entregent.channels.chat.queries import current, said
from entregent.channels.chat.rules import goes_on, title_of
from entregent.conversations.content import Content, Upload
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.kernel.handles import InvalidHandle, mail_handle
from entregent.kernel.ids import uuid7
from entregent.kernel.masking import mask
from entregent.routing import actions as routing
from entregent.tickets import actions as tickets

ONCE = """
    INSERT INTO chat_said (id, brand_id, visitor_id, client, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (visitor_id, client) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of it. ``begun``: a chat began with it; ``message`` is None when it was taken in before and is no more, when
    it answered a question that had gone by, or when there was nothing but a wish that somebody be there."""

    chat: Chat | None
    message: Message | None
    begun: bool = False
    assisted: bool = False
    """An assistant has answered: what it said is to be told."""


def say(
    caller: Caller, client: UUID, text: str, *, file: Upload | None = None, claims: Claims, fresh: bool = False,
    pressed: Pressed | None = None, now: datetime,
) -> Spoken:  # fmt: skip
    """Take in what a visitor says, once for each ``client``; begin a chat where none goes on, or a ``fresh`` one is wanted.

    ``pressed``: what they pressed where an assistant answers. Nothing said nor pressed wakes the assistant of a chat that has
    not begun.

    In the caller's transaction, in which the brand's walls are open. Raises NotAsked, Blocked, Closed, what storing a file
    raises, and IntegrityError when another request of theirs was faster: try again in a new transaction.
    """
    if not text and file is None and not caller.widget.scenario_id:
        raise NotAsked("text")
    chat = current(caller.known.visitor)
    visitor = chat.visitor if chat is not None else meet(caller, claims, now)
    if visitor.blocked_at is not None:
        raise Blocked
    if not fetch(ONCE, [uuid7(), visitor.brand_id, visitor.id, client, now]):
        message, chat = said(visitor.brand_id, client), chat or current(visitor.id)
        return Spoken(chat, message, assisted=chat is not None and chat.session_id is not None)
    content = Content(
        text=mask(text)[0], external_id=str(client), files=(file,) if file else (),
        extra={"sender_name": visitor.name} if visitor.name else {},
    )  # fmt: skip
    if chat is not None and chat.ended_at is None and chat.ticket_id is None:
        chat = hold(chat.id)  # another request of theirs may have moved it
        chat.widget = caller.widget
    if chat is not None and chat.ended_at is None and chat.ticket_id is None and not fresh:
        return Spoken(chat, answer_assisted(chat, content, pressed or Pressed(), now), assisted=True)
    if chat is not None and chat.ticket_id is not None and not fresh and goes_on(chat.ended_at, chat.ended_by, now):
        if not text and file is None:
            return Spoken(chat, None)
        return _go_on(chat, caller, content, now)
    return _begin(caller, meet(caller, claims, now) if chat is not None else visitor, chat, content, now)


def _go_on(chat: Chat, caller: Caller, content: Content, now: datetime) -> Spoken:
    received = tickets.take_in(_incoming(chat.visitor, caller, content, chat), now)
    if received.opened:  # their ticket is closed: this is another request
        return Spoken(_chat(chat.visitor, caller, received, now, chat), received.message, begun=True)
    if chat.ended_at is not None:
        chat.ended_at, chat.ended_by = None, ""
        chat.save(update_fields=["ended_at", "ended_by"])
        append([_begun(chat, received.ticket.queue_id, now, resumed=True)])
    return Spoken(chat, received.message)


def _begin(caller: Caller, visitor: Visitor, before: Chat | None, content: Content, now: datetime) -> Spoken:
    chat = begin_assisted(caller, visitor, before, now)
    if chat is not None:
        message = answer_assisted(chat, content, Pressed(), now) if content.text or content.files else None
        return Spoken(chat, message, begun=True, assisted=True)
    if not content.text and not content.files:
        return Spoken(before, None)
    if not opening(caller.widget, now).open:
        raise Closed
    received = tickets.take_in(_incoming(visitor, caller, content, None), now)
    return Spoken(_chat(visitor, caller, received, now, before), received.message, begun=True)


def _incoming(visitor: Visitor, caller: Caller, content: Content, chat: Chat | None) -> tickets.Incoming:
    file = content.files[0].name if content.files else ""
    return tickets.Incoming(
        brand=visitor.brand_id,
        channel="chat",
        subject=title_of(content.text) or file or _("(no subject)"),
        content=content,
        source="chat",
        person=chat.conversation.person_id if chat is not None else visitor.person_id,
        handle=_address(visitor.mail),
        conversation=chat.conversation_id if chat is not None else None,
        queue=caller.widget.queue_id,
    )


def _address(mail: str):
    """Where they say that they can be written to: the ticket's address, by which an agent may say who they are."""
    try:
        return mail_handle(mail) if mail else None
    except InvalidHandle:
        return None


def _chat(visitor: Visitor, caller: Caller, received: tickets.Received, now: datetime, before: Chat | None) -> Chat:
    """The chat of a ticket that has just been opened; the one before it, if it still ran, is over."""
    if before is not None and before.ended_at is None:
        Chat.objects.filter(id=before.id).update(ended_at=now, ended_by=Chat.End.VISITOR)
    ticket = received.ticket
    chat = Chat.objects.create(
        brand_id=visitor.brand_id, widget=caller.widget, visitor=visitor, conversation=ticket.conversation, ticket=ticket,
        begun_at=now,
    )  # fmt: skip
    append([_begun(chat, ticket.queue_id, now, resumed=False)])
    return chat


def _begun(chat: Chat, queue: UUID, now: datetime, *, resumed: bool):
    place = routing.forecast(chat.ticket_id, now)
    person = chat.conversation.person_id
    return events.chat_begun(
        brand=chat.brand_id, at=now, subject=chat.id, actor=f"person:{person}", person=person, ticket=chat.ticket_id,
        widget=chat.widget_id, queue=queue, resumed=resumed, forecast=place.wait if place else None,
        proven=bool(chat.visitor.subject),
    )  # fmt: skip
