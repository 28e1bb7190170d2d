"""Another way than waiting in the chat: offered, taken or not; what becomes of it is followed by ``deflections``."""

from datetime import datetime

from entregent.channels.chat.actions.ending import end
from entregent.channels.chat.actions.visitors import ACTOR
from entregent.channels.chat.models import Chat
from entregent.deflections import actions as deflections
from entregent.routing import queries as waiting

WAYS = ("callback", "article", "message")


def offer_ways(chat: Chat, ways: tuple[str, ...], wait: int | None, now: datetime) -> None:
    """Note that these are shown to who waits in a chat; ``wait`` in seconds, as it is expected."""
    deflections.offer(
        chat.brand_id, chat.id, "chat", ways, now, waiting=True, queue=chat.ticket.queue_id, wait=wait,
        person=chat.conversation.person_id, conversation=chat.conversation_id,
    )  # fmt: skip


def stay(chat: Chat, now: datetime) -> None:
    """They would rather wait."""
    for way in WAYS:
        deflections.answer(chat.id, way, False, now)


def take_way(chat: Chat, way: str, now: datetime) -> None:
    """They took a way. Who is called back waits no more; who reads an article, or leaves a message, is seen to elsewhere."""
    place = waiting.place_of(chat.ticket_id, now) if chat.ended_at is None and chat.ticket_id is not None else None
    if place is None or not place.waits:
        return
    deflections.answer(chat.id, way, True, now)
    if way == "callback":
        end(chat.id, why=Chat.End.CALLBACK, status="resolved", now=now, actor=ACTOR)
