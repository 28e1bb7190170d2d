"""Other ways than waiting, offered to a caller in the queue; what becomes of them is followed by ``deflections``."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.channels.voice.actions.beginning import MEDIUM
from entregent.channels.voice.models import Call
from entregent.deflections import actions as deflections


@transaction.atomic
def ways_offered(call_id: UUID, ways: Sequence[str], wait: int | None, now: datetime) -> None:
    """Note that these were said to a caller who waits; each once. ``wait`` in seconds, as it is expected."""
    call = Call.objects.select_related("conversation", "ticket").get(id=call_id)
    deflections.offer(
        call.brand_id, call.id, MEDIUM, tuple(ways), now, waiting=True, queue=call.ticket.queue_id if call.ticket else None,
        wait=wait, person=call.conversation.person_id, conversation=call.conversation_id,
    )  # fmt: skip
