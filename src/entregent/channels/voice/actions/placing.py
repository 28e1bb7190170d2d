"""We call somebody: a call like any other, that its agent has in hand from the first ring."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.brands.models import Brand
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import MEDIUM, handle_of
from entregent.channels.voice.actions.drawing import Plan, plan
from entregent.channels.voice.models import Call, Party
from entregent.conversations import actions as conversations
from entregent.journal.actions import append
from entregent.people import actions as people
from entregent.routing import actions as routing
from entregent.routing.models import Queue
from entregent.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Placed:
    """A call that is about to ring; ``number`` in E.164. ``recording``: what may be kept of it; None: nothing."""

    call: UUID
    language: str
    number: str
    recording: Plan | None


@transaction.atomic
def place(
    brand_id: UUID, number: str, *, staff: UUID, ticket: UUID | None, person: UUID | None, node: UUID, now: datetime
) -> Placed:
    """Write a call that an agent places, about a request or to a person, if they say which. Until it is over nothing live is
    offered to them. Raises LookupError for what is no number, or without a queue."""
    brand = Brand.objects.get(id=brand_id)
    handle = handle_of(number, brand.region)
    about = Ticket.objects.select_related("person").filter(id=ticket, brand=brand).first() if ticket else None
    queue = about.queue_id if about is not None else _own_queue(brand)
    if handle is None or queue is None:
        raise LookupError("no number" if handle is None else "no queue")
    facts = []
    person = about.person_id if about is not None else person
    if person is None:
        met = people.identify(brand.id, handle, source=MEDIUM, now=now, actor=f"staff:{staff}")
        person, facts = met.person_id, met.facts
    else:
        person = people.hold(person)
    conversation, started = conversations.start(brand.id, person, MEDIUM, address=handle.value, now=now, actor=f"staff:{staff}")
    call = Call.objects.create(
        brand=brand, direction=Call.Direction.OUT, state=Call.State.RINGING, node_id=node, conversation=conversation,
        ticket=about, staff_id=staff, begun_at=now,
    )  # fmt: skip
    Party.objects.create(brand=brand, call=call, staff_id=staff, role=Party.Role.AGENT, joined_at=now)
    item, queued = routing.enqueue(brand.id, queue, "call", call.id, person, now=now, actor=f"staff:{staff}")
    taken = routing.take(item.id, staff, now)[1]
    begun = events.call_begun(
        brand=brand.id, at=now, subject=call.id, actor=f"staff:{staff}", person=person, direction="out", number=None,
        scenario=None, conversation=conversation.id, ticket=about.id if about else None, staff=staff, known=True, candidates=1,
        browser=False, source=None,
    )  # fmt: skip
    append([*facts, *started, *queued, *taken, begun])
    return Placed(call.id, brand.language, handle.value, plan(call.id, brand.id, outgoing=True))


def _own_queue(brand: Brand) -> UUID | None:
    return Queue.objects.filter(brand=brand, is_default=True, active=True).values_list("id", flat=True).first()
