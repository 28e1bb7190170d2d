"""Reading conversations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects

from entregent.brands.kept_queries import KeptQuery
from entregent.conversations.models import Attachment, Conversation, Message

FILES = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"), to_attr="files")


def thread(conversation_id: UUID) -> QuerySet[Message]:
    """The messages of a conversation, oldest first, with their authors and ``files``: two statements whatever their number."""
    return _said(conversation_id).prefetch_related(FILES)


def _said(conversation_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(conversation=conversation_id).select_related("staff", "person").order_by("at", "id")


OVERLAP = timedelta(seconds=10)
"""Two messages may be committed in another order than that of their instants: the end of what is shown is looked at again."""


def _end(conversation_id: UUID, after: UUID) -> QuerySet[Message]:
    since = Message.objects.filter(id=after, conversation=conversation_id).values(begin=F("at") - OVERLAP)
    has_files = Exists(Attachment.objects.filter(message=OuterRef("id")))
    return _said(conversation_id).filter(at__gt=Subquery(since)).annotate(has_files=has_files)


_END = KeptQuery(_end, UUID, UUID)


def tail(conversation_id: UUID, after: UUID, shown: Collection[UUID] = ()) -> list[Message]:
    """What came after a message, save what is ``shown`` already. Where one came late, all from a little before that message on,
    so that it can be put at its place. All of the conversation when there is no such message in it."""
    end = _END(conversation_id, after)
    since = next((message.at for message in end if message.id == after), None)
    if since is None:
        return list(thread(conversation_id))
    fresh = [message for message in end if message.id != after and message.id not in shown]
    wanted = end if any(message.at < since for message in fresh) else fresh
    for message in wanted:
        message.files = []
    prefetch_related_objects([message for message in wanted if message.has_files], FILES)
    return wanted


def shown_name(conversation_id: UUID) -> str:
    """The name that came with the latest message of the person's; empty where their program shows none."""
    came = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.IN).order_by("-at", "-id")
    return str(came.values_list("extra__sender_name", flat=True).first() or "")


LATEST, MORE, MOST_UNANSWERED = 50, 100, 200


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a conversation that is shown: from a message on; ``earlier`` come before it, ``wider`` begins the part that
    takes in a hundred of them more, ``whole`` all of it. None: there is no message."""

    first: UUID | None = None
    since: datetime | None = None
    earlier: int = 0
    wider: UUID | None = None
    whole: UUID | None = None

    def of(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """Those of the messages that are in it."""
        if not self.earlier:
            return messages
        return messages.filter(Q(at__gte=self.since) & (Q(at__gt=self.since) | Q(id__gte=self.first)))


def window(conversation_id: UUID, begin: UUID | None = None) -> Window:
    """From a message on, or (None, or not of this conversation) the last fifty and all that nobody has answered yet, two
    hundred at most. Two statements."""
    said = Message.objects.filter(conversation=conversation_id)
    place = said.filter(id=begin).values_list("id", "at").first() if begin else None
    if place is None:
        latest = list(said.order_by("-at", "-id").values_list("id", "at", "kind", "automatic")[:MOST_UNANSWERED])
        answers = (n for n, (_i, _a, kind, automatic) in enumerate(latest) if kind == Message.Kind.OUT and not automatic)
        shown = latest[: max(LATEST, next(answers, len(latest)))]
        if not shown:
            return Window()
        place = shown[-1][:2]
    first, since = place
    before = said.filter(Q(at__lte=since) & (Q(at__lt=since) | Q(id__lt=first)))
    ids = list(before.order_by("-at", "-id").values_list("id", flat=True))
    return Window(first, since, len(ids), ids[:MORE][-1], ids[-1]) if ids else Window(first, since)


def by_external_ids(brand_id: UUID, external_ids: list[str]) -> Conversation | None:
    """The conversation of the latest message known under one of these ids of its channel."""
    message = (
        Message.objects.filter(brand=brand_id, external_id__in=[id for id in external_ids if id])
        .exclude(external_id="")
        .select_related("conversation")
        .order_by("-at")
        .first()
    )
    return message.conversation if message else None
