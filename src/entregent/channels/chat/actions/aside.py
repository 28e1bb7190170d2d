"""What a visitor asks beside the chat: a message left for later, a call, a transcript; and what they thought of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entregent.brands.statements import fetch
from entregent.callbacks import actions as callbacks
from entregent.channels.chat import events
from entregent.channels.chat.actions.assisting import becomes_request, handed_to, hold
from entregent.channels.chat.actions.ending import end
from entregent.channels.chat.actions.other_ways import take_way
from entregent.channels.chat.actions.saying import ONCE
from entregent.channels.chat.actions.visitors import ACTOR, meet
from entregent.channels.chat.caller import Caller, Claims
from entregent.channels.chat.errors import NoChat, NotAsked, TooOften
from entregent.channels.chat.models import Chat, Visitor
from entregent.channels.chat.queries import callback_queue, current, messages
from entregent.channels.chat.rules import title_of
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content, Upload
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, Kind, mail_handle
from entregent.kernel.ids import uuid7
from entregent.kernel.masking import mask
from entregent.routing import queries as waiting
from entregent.tickets import actions as tickets
from entregent.tickets.queries import reference_of

TRANSCRIPTS = 3
"""Transcripts of one chat that may be asked for: more would be a way to write to strangers in our name."""


def leave_message(caller: Caller, client: UUID, claims: Claims, text: str, now: datetime) -> str:
    """Leave a message that is answered by mail; return the reference of its request. A chat that waits becomes one.

    ``claims`` hold the mail. Raises NotAsked, Blocked, IntegrityError (see ``say``).
    """
    if not text:
        raise NotAsked("text")
    visitor = meet(caller, claims, now)
    chat = current(visitor.id)
    if not _first_time(visitor, client, now):
        return _reference_of(visitor, client)
    content = Content(mask(text)[0], external_id=str(client), sender=claims.mail, extra=_name(visitor))
    address = mail_handle(claims.mail)
    if chat is not None and chat.ended_at is None and chat.ticket_id is None:
        return _left_with_the_assistant(caller, chat, content, address.value, now)
    place = waiting.place_of(chat.ticket_id, now) if chat is not None and chat.ended_at is None else None
    if chat is not None and place is not None and place.waits:
        received = tickets.take_in(
            tickets.Incoming(
                brand=visitor.brand_id, channel="chat", subject="", content=content, source="chat",
                person=chat.conversation.person_id, conversation=chat.conversation_id,
            ),
            now,
        )  # fmt: skip
        take_way(chat, "message", now)
        end(chat.id, why=Chat.End.LEFT, now=now, actor=ACTOR)
        tickets.carry_on_by(chat.ticket_id, "mail", address.value, now=now, actor=ACTOR)
        return reference_of(received.ticket)
    received = tickets.take_in(
        tickets.Incoming(
            brand=visitor.brand_id, channel="mail", subject=title_of(content.text), content=content, source="chat",
            handle=address, person=visitor.person_id, queue=caller.widget.queue_id,
        ),
        now,
    )  # fmt: skip
    return reference_of(received.ticket)


def _left_with_the_assistant(caller: Caller, chat: Chat, content: Content, address: str, now: datetime) -> str:
    """What was said to the assistant goes with the message: an agent reads all of it, and answers by mail."""
    chat = hold(chat.id)
    chat.widget = caller.widget
    ticket = becomes_request(chat, handed_to(chat), 0, now)
    incoming = tickets.Incoming(
        brand=chat.brand_id, channel="chat", subject="", content=content, source="chat", person=chat.conversation.person_id,
        conversation=chat.conversation_id,
    )  # fmt: skip
    tickets.take_in(incoming, now)
    end(chat.id, why=Chat.End.LEFT, now=now, actor=ACTOR)
    tickets.carry_on_by(ticket.id, "mail", address, now=now, actor=ACTOR)
    return reference_of(ticket)


def ask_callback(caller: Caller, client: UUID, claims: Claims, about: str, slot: datetime | None, now: datetime) -> None:
    """Ask to be called back as soon as possible, or in the quarter of an hour that begins at ``slot``. A chat that waits is
    over: what was said in it is what the call is about.

    ``claims`` hold the number. Raises what callbacks refuse, Blocked, IntegrityError (see ``say``).
    """
    visitor = meet(caller, claims, now)
    if _first_time(visitor, client, now):
        phone, queue, chat = Handle(Kind.PHONE, claims.phone), callback_queue(caller.widget), current(visitor.id)
        person, said = visitor.person_id, mask(about)[0]
        if chat is not None and chat.ended_at is None:
            person, said = chat.conversation.person_id, said or chat.conversation.subject
        callbacks.book(
            visitor.brand_id, person, phone, queue or caller.widget.queue_id, slot, said, source="chat", now=now
        )  # fmt: skip
        if chat is not None:
            take_way(chat, "callback", now)


@transaction.atomic
def rate(visitor: UUID, score: int, words: str, now: datetime) -> Chat:
    """Keep what a visitor thinks of their last chat; said again, it replaces what was said. Raises NotAsked, NoChat."""
    if score not in range(1, 6):
        raise NotAsked("score")
    chat = Chat.objects.select_related("conversation", "ticket").filter(visitor=visitor).order_by("-begun_at").first()
    if chat is None:
        raise NoChat
    words = mask(words)[0]
    if (chat.score, chat.words) == (score, words):
        return chat
    chat.score, chat.words, chat.rated_at = score, words, now
    chat.save(update_fields=["score", "words", "rated_at"])
    person = chat.conversation.person_id
    fact = events.chat_rated(
        brand=chat.brand_id, at=now, subject=chat.id, actor=f"person:{person}", person=person, ticket=chat.ticket_id,
        widget=chat.widget_id, staff=chat.ticket.assignee_id if chat.ticket else None, score=score, worded=bool(words),
    )  # fmt: skip
    append([fact])
    return chat


@transaction.atomic
def send_transcript(visitor: UUID, mail: str, now: datetime) -> None:
    """Send what was said in a visitor's last chat to an address, as a file of a mail of ours. Raises NoChat, TooOften."""
    chat = current(visitor)
    if chat is None:
        raise NoChat
    sent = Message.objects.filter(conversation=chat.conversation_id, channel="mail", extra__transcript=True).count()
    if sent >= TRANSCRIPTS:
        raise TooOften(24 * 3600)
    reference = reference_of(chat.ticket) if chat.ticket else ""
    with translation.override(chat.visitor.language):
        text = _("Hello,\n\nYou will find attached what we said to each other on %(brand)s.") % {"brand": chat.brand.name}
        if reference:
            text += "\n\n" + _("Your reference: %(reference)s") % {"reference": reference}
        file = Upload(f"{reference or chat.brand.code}.txt", "text/plain", _transcript(chat).encode())
    _message, facts = conversations.write(
        chat.conversation,
        Content(text, files=(file,), recipients=(mail,), automatic=True, extra={"transcript": True}),
        staff=None, channel="mail", ticket=chat.ticket_id, now=now, actor=ACTOR,
    )  # fmt: skip
    append(facts)


def _transcript(chat: Chat) -> str:
    zone = timezone.zoneinfo.ZoneInfo(chat.brand.time_zone)
    lines = []
    for message in messages(chat):
        at = message.at.astimezone(zone).strftime("%d/%m/%Y %H:%M")
        mine = message.kind == Message.Kind.IN
        who = _("You") if mine else message.staff.get_short_name() if message.staff else chat.brand.name
        files = "".join(f"\n[{one.file.name}]" for one in message.attachments.all())
        lines.append(f"{at}  {who}\n{message.text}{files}")
    return "\n\n".join(lines) + "\n"


def _name(visitor: Visitor) -> dict[str, str]:
    return {"sender_name": visitor.name} if visitor.name else {}


def _first_time(visitor: Visitor, client: UUID, now: datetime) -> bool:
    return bool(fetch(ONCE, [uuid7(), visitor.brand_id, visitor.id, client, now]))


def _reference_of(visitor: Visitor, client: UUID) -> str:
    """The reference given the first time."""
    message = Message.objects.filter(brand=visitor.brand_id, external_id=str(client)).select_related("conversation").first()
    if message is None:
        return ""
    return reference_of(message.conversation.ticket)
