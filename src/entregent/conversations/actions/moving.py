"""Messages and drafts that change conversation: several requests become one, one becomes several."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max

from entregent.conversations.models import Conversation, Draft, Message


def move_messages(ids: Iterable[UUID | str], source: UUID, target: UUID) -> int:
    """Move those of these messages that are in ``source``; return how many. The dates of both conversations follow."""
    moved = Message.objects.filter(id__in=list(ids), conversation=source).update(conversation=target)
    for conversation in (source, target):
        last = Message.objects.filter(conversation=conversation).aggregate(last=Max("at"))["last"]
        if last is not None:
            Conversation.objects.filter(id=conversation).update(last_message_at=last)
    return moved


def join(source: UUID, target: UUID) -> dict[str, list[str]]:
    """Move every message, and the drafts of those who have none in ``target``; return their ids, for ``part``."""
    messages = list(Message.objects.filter(conversation=source).values_list("id", flat=True))
    drafts = _move_drafts(Draft.objects.filter(conversation=source).values_list("id", flat=True), source, target)
    move_messages(messages, source, target)
    Conversation.objects.filter(id=source).update(merged_into=target)
    return {"messages": [str(id) for id in messages], "drafts": [str(id) for id in drafts]}


def part(source: UUID, target: UUID, *, messages: Iterable[str], drafts: Iterable[str]) -> int:
    """Undo ``join``: what ``source`` had comes back from ``target``, save what has gone elsewhere since; return how many
    messages did."""
    Conversation.objects.filter(id=source).update(merged_into=None)
    _move_drafts(drafts, target, source)
    return move_messages(messages, target, source)


def change_person(conversation: UUID, before: UUID, after: UUID) -> None:
    """Somebody else is talking than was thought: the conversation, and what ``before`` said in it, are ``after``'s."""
    Conversation.objects.filter(id=conversation).update(person=after)
    Message.objects.filter(conversation=conversation, person=before).update(person=after)


def carry_on_by(conversation: UUID, channel: str, address: str) -> None:
    """Answers go by another channel from now on, to an address of that channel."""
    Conversation.objects.filter(id=conversation).update(channel=channel, address=address)


def _move_drafts(ids: Iterable[UUID | str], source: UUID, target: UUID) -> list[UUID]:
    known = set(Draft.objects.filter(conversation=target).values_list("staff", "kind"))
    drafts = Draft.objects.filter(id__in=list(ids), conversation=source)
    moving = [draft.id for draft in drafts if (draft.staff_id, draft.kind) not in known]
    Draft.objects.filter(id__in=moving).update(conversation=target)
    return moving
