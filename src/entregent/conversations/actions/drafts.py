"""Drafts: kept while they are typed, gone when the message leaves."""

from datetime import datetime

from entregent.access.models import Staff
from entregent.conversations.models import Conversation, Draft, Message


def save_draft(conversation: Conversation, staff: Staff, kind: Message.Kind, text: str, now: datetime) -> None:
    """Keep what is being written; an empty text discards the draft."""
    if not text.strip():
        discard_draft(conversation, staff, kind)
        return
    Draft.objects.update_or_create(
        conversation=conversation,
        staff=staff,
        kind=kind,
        defaults={"text": text, "updated_at": now},
        create_defaults={"brand_id": conversation.brand_id, "text": text, "updated_at": now},
    )


def discard_draft(conversation: Conversation, staff: Staff, kind: Message.Kind) -> None:
    """Forget the draft."""
    Draft.objects.filter(conversation=conversation, staff=staff, kind=kind).delete()
