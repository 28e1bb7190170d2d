"""A call is over: for the caller, for the agent who had it in hand, for its request."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR, MEDIUM
from entregent.channels.voice.actions.messages import keep_cut_messages
from entregent.channels.voice.actions.recordings import close_recording
from entregent.channels.voice.actions.talking import take_up
from entregent.channels.voice.models import Call, Party
from entregent.channels.voice.rules import outcome_of
from entregent.deflections.queries import was_accepted
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.routing import queries as waiting
from entregent.routing.errors import NotInHand
from entregent.routing.models import WorkItem
from entregent.scenarios import actions as scenarios
from entregent.scenarios.medium import Leave
from entregent.scenarios.models import Session
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket
from entregent.tickets.rules import ON_THE_LINE, may_move


@transaction.atomic
def end(call_id: UUID, by: str, now: datetime, outcome: str = "") -> bool:
    """End a call; False when it was over. ``by`` is one of ``Call.End``, ``outcome`` of ``Call.Outcome`` where it is known.

    Whoever has it in hand goes on to their wrap-up. One that nobody took is settled, unless it goes on otherwise: its
    caller is found in the list of those to call back, by the call.
    """
    keep_cut_messages(call_id, now)
    # The ticket is held before the call and before its place in the queue, as everywhere.
    ticket_id = Call.objects.filter(id=call_id, ended_at=None).values_list("ticket", flat=True).first()
    ticket = Ticket.objects.select_for_update(of=["self"]).get(id=ticket_id) if ticket_id else None
    call = Call.objects.select_for_update(of=["self"]).select_related("conversation").filter(id=call_id, ended_at=None).first()
    if call is None:
        return False
    if call.session_id is not None:  # nothing happens where it has come to its end
        scenarios.answer(call.session_id, Leave(), now, actor=ACTOR)
    if call.held:
        take_up(call, now)
    answered = call.answered_at is not None
    call.state, call.ended_at, call.ended_by = Call.State.ENDED, now, by
    call.outcome = outcome or _outcome(call)
    call.save(update_fields=["state", "ended_at", "ended_by", "outcome", "held", "held_since", "held_seconds"])
    Party.objects.filter(call=call, left_at=None).update(left_at=now)
    close_recording(call, now)
    waits_as = call.id if call.direction == Call.Direction.OUT else call.ticket_id
    append([_ended(call, ticket, now), *(_let_go(waits_as, now) if waits_as else [])])
    if ticket is not None and call.direction == Call.Direction.IN and ticket.channel == ON_THE_LINE:  # nothing else was agreed
        tickets.go_on_in_writing(ticket.id, MEDIUM, now=now, actor=ACTOR)
        if not answered and may_move(ticket.status, "resolved"):
            tickets.set_status(ticket.id, "resolved", staff=None, now=now, actor=ACTOR)
    return True


def _outcome(call: Call) -> str:
    session = Session.objects.filter(id=call.session_id).values_list("outcome", "detail").first() or ("", "")
    return outcome_of(
        direction=call.direction, answered=call.answered_at is not None, queued=call.queued_at is not None,
        closed=call.outcome == Call.Outcome.CLOSED, overflowed=call.outcome == Call.Outcome.OVERFLOWED,
        deflected=was_accepted([call.id, call.session_id]), session=session[0], detail=session[1],
    )  # fmt: skip


def _let_go(subject: UUID, now: datetime) -> list[Fact]:
    item = waiting.item_of(subject)
    if item is None or item.channel != "call":
        return []
    if item.state == WorkItem.State.TAKEN:
        with suppress(NotInHand):  # taken from them at this very moment
            return routing.wrap_up(item.id, now, ACTOR)[1]
    return [] if item.state == WorkItem.State.WRAP_UP else routing.cancel(subject, now, ACTOR)[1]


def _ended(call: Call, ticket: Ticket | None, now: datetime) -> Fact:
    def between(since: datetime | None, until: datetime | None) -> float | None:
        return None if since is None or until is None else round((until - since).total_seconds(), 1)

    talked = between(call.answered_at, now)
    return events.call_ended(
        brand=call.brand_id, at=now, subject=call.id, actor=ACTOR, person=call.conversation.person_id, direction=call.direction,
        ticket=call.ticket_id, queue=ticket.queue_id if ticket else None, staff=call.staff_id, outcome=call.outcome,
        by=call.ended_by, lasted=between(call.begun_at, now), menu=between(call.begun_at, call.queued_at or now),
        waited=between(call.queued_at, call.answered_at or now), held=call.held_seconds,
        talked=None if talked is None else round(talked - call.held_seconds, 1),
    )  # fmt: skip
