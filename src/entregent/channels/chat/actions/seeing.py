"""Who has seen what, and which page a visitor is on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from entregent.channels.chat.models import Chat, Visitor
from entregent.channels.chat.rules import PAGES, clean_line, clean_page
from entregent.conversations.models import Message

SIGN_OF_LIFE = timedelta(seconds=20)


def visitor_saw(chat: Chat, upto: UUID) -> bool:
    """The visitor has seen our messages up to this one; False when that was known."""
    return _saw(chat, upto, "visitor_seen_at", Message.Kind.OUT)


def staff_saw(chat: Chat) -> bool:
    """Staff have the chat before them: all that the visitor said is seen; False when that was known."""
    last = Message.objects.filter(conversation=chat.conversation_id, kind=Message.Kind.IN).order_by("-at", "-id").first()
    return last is not None and _saw(chat, last.id, "staff_seen_at", Message.Kind.IN)


def _saw(chat: Chat, upto: UUID, field: str, kind: str) -> bool:
    at = Message.objects.filter(id=upto, conversation=chat.conversation_id, kind=kind).values_list("at", flat=True).first()
    if at is None:
        return False
    behind = Q(**{f"{field}__lt": at}) | Q(**{field: None})
    return Chat.objects.filter(behind, id=chat.id).update(**{field: at}) > 0


def look(visitor: Visitor, pages: list[dict[str, Any]], now: datetime) -> bool:
    """Note that a visitor is there, and the pages they went to (``url``, ``title``, ``at`` in milliseconds), oldest first.

    Returns whether they are on another page than was known.
    """
    tidy = [one for one in map(_page, pages[-PAGES:]) if one is not None]
    known = list(visitor.pages)
    for page in tidy:
        if not known or known[-1]["url"] != page["url"]:
            known.append(page)
    moved = known != visitor.pages
    if moved or now - visitor.seen_at > SIGN_OF_LIFE:
        visitor.pages, visitor.seen_at = known[-PAGES:], now
        visitor.save(update_fields=["pages", "seen_at"])
    return moved


def _page(said: Any) -> dict[str, Any] | None:
    if not isinstance(said, dict) or not (url := clean_page(str(said.get("url") or ""))):
        return None
    at = said.get("at")
    at = at if isinstance(at, (int, float)) and not isinstance(at, bool) and 0 < at < 4e12 else 0
    return {"url": url, "title": clean_line(str(said.get("title") or ""), 120), "at": int(at)}
