"""Chats' part of a person's timeline: what they said to an assistant that nobody had to go on with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entregent.channels.chat.models import Chat
from entregent.people.queries.timeline import Entry, Source


def of_persons(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """Conversations with an assistant that became no request, latest first; one statement. The others are told by tickets."""
    rows = Chat.objects.filter(conversation__person__in=list(ids), ticket=None)
    if until is not None:
        rows = rows.filter(begun_at__lte=until)
    rows = rows.select_related("session__scenario").annotate(said=Count("conversation__messages"))
    return [_entry(chat) for chat in rows.order_by("-begun_at", "-id")[:limit]]


SOURCE = Source("tickets.read", of_persons)


def _entry(chat: Chat) -> Entry:
    count = ngettext("%(count)s message", "%(count)s messages", chat.said) % {"count": chat.said}
    ended = chat.get_ended_by_display() if chat.ended_at is not None else _("Under way")
    scenario = f" · {chat.session.scenario.name}" if chat.session is not None else ""
    return Entry(
        at=chat.begun_at, icon="robot", title=_("Conversation with the automatic assistant"),
        url=reverse("chat:conversation", args=[chat.id]), detail=f"{count} · {ended}{scenario}",
    )  # fmt: skip
