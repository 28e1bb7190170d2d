"""Reading conversations."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from entregent.conversations.models import Attachment, Conversation, Message


def thread(conversation_id: UUID) -> QuerySet[Message]:
    """The messages of a conversation, oldest first, with their authors and files: three statements whatever their number."""
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    return (
        Message.objects.filter(conversation=conversation_id)
        .select_related("staff", "person")
        .prefetch_related(files)
        .order_by("at", "id")
    )


def shown_name(conversation_id: UUID) -> str:
    """The name that came with the latest message of the person's; empty where their program shows none."""
    came = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.IN).order_by("-at", "-id")
    return str(came.values_list("extra__sender_name", flat=True).first() or "")


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
