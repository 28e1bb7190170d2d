"""Who else takes part in a call: asked in, joined, given it, gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.talking import about, locked, take_up
from entregent.channels.voice.models import Call, Party
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.tickets import actions as tickets


@transaction.atomic
def invite(call_id: UUID, staff: UUID, role: str, by: UUID, now: datetime) -> bool:
    """Ask somebody of the house in; False when they take part already."""
    call = locked(call_id)
    if call.ended_at is not None or Party.objects.filter(call=call, staff=staff, left_at=None).exists():
        return False
    Party.objects.create(brand_id=call.brand_id, call=call, staff_id=staff, role=role, invited_by_id=by, invited_at=now)
    append([events.call_invited(**about(call, now, f"staff:{by}"), staff=staff, role=role, by=by)])
    return True


@transaction.atomic
def join(call_id: UUID, staff: UUID, role: str, now: datetime) -> None:
    """Somebody of the house takes part from now on, asked in or of their own right; or takes part as something else."""
    call = locked(call_id)
    if call.ended_at is not None:
        return
    mine = Party.objects.filter(call=call, staff=staff, left_at=None).first()
    if mine is None:
        mine = Party(brand_id=call.brand_id, call=call, staff_id=staff)
    mine.role, mine.joined_at = role, mine.joined_at or now
    mine.save()
    append([events.call_joined(**about(call, now, f"staff:{staff}"), staff=staff, role=role)])


@transaction.atomic
def invite_outside(call_id: UUID, party: UUID, number: str, by: UUID, now: datetime) -> None:
    """A number is called in; ``party`` names whoever answers from now on."""
    call = locked(call_id)
    if call.ended_at is None:
        Party.objects.create(
            id=party,
            brand_id=call.brand_id,
            call=call,
            number=number,
            role=Party.Role.CONSULTED,
            invited_by_id=by,
            invited_at=now,
        )
        append([events.call_invited(**about(call, now, f"staff:{by}"), staff=None, role=Party.Role.CONSULTED.value, by=by)])


@transaction.atomic
def join_outside(call_id: UUID, party: UUID, role: str, now: datetime) -> None:
    """They answer, or take part as something else."""
    call = locked(call_id)
    theirs = Party.objects.filter(id=party, call=call, left_at=None).first()
    if theirs is not None and call.ended_at is None:
        theirs.role, theirs.joined_at = role, theirs.joined_at or now
        theirs.save(update_fields=["role", "joined_at"])
        append([events.call_joined(**about(call, now, ACTOR), staff=None, role=role)])


@transaction.atomic
def leave(call_id: UUID, staff: UUID, why: str, now: datetime) -> None:
    """Somebody of the house leaves a call that goes on, or never came. ``why`` is a word of ``call.left``. Where
    nobody is left whom the customer could hear, they wait again."""
    call = locked(call_id)
    mine = Party.objects.filter(call=call, staff=staff, left_at=None).first()
    if mine is not None:
        _leave(call, mine, why, now)


@transaction.atomic
def leave_outside(call_id: UUID, party: UUID, why: str, now: datetime) -> None:
    """The same for somebody outside."""
    call = locked(call_id)
    theirs = Party.objects.filter(id=party, call=call, left_at=None).first()
    if theirs is not None:
        _leave(call, theirs, why, now)


@transaction.atomic
def give(call_id: UUID, to: UUID, by: UUID, now: datetime) -> None:
    """What a call is taken under goes with it to a colleague: its request; of a call that we placed, its own item.

    Raises Staff.DoesNotExist, what routing refuses.
    """
    direction, ticket = Call.objects.values_list("direction", "ticket").get(id=call_id)
    if direction == Call.Direction.OUT:
        append(routing.take_subject(call_id, to, now=now, actor=f"staff:{by}")[1])
    else:
        tickets.assign(ticket, Staff.objects.get(id=to), now=now, actor=f"staff:{by}")


@transaction.atomic
def hand_over(call_id: UUID, staff: UUID, to: UUID | None, how: str, now: datetime) -> None:
    """``staff`` gives the call to ``to``, who takes part already (None: to somebody outside), and leaves."""
    call = locked(call_id)
    if call.held:
        take_up(call, now)
    call.staff_id = to or call.staff_id
    call.save(update_fields=["staff", "held", "held_since", "held_seconds"])
    Party.objects.filter(call=call, staff=to, left_at=None).update(role=Party.Role.AGENT)
    append([events.call_transferred(**about(call, now, f"staff:{staff}"), staff=staff, to=to, how=how)])
    mine = Party.objects.filter(call=call, staff=staff, left_at=None).first()
    if mine is not None:
        _leave(call, mine, "transferred", now)


def _leave(call: Call, party: Party, why: str, now: datetime) -> None:
    party.left_at = now
    party.save(update_fields=["left_at"])
    talking = Party.objects.filter(
        call=call, left_at=None, joined_at__isnull=False, role__in=[Party.Role.AGENT, Party.Role.JOINED, Party.Role.OUTSIDE]
    )
    if call.ended_at is None and party.role == Party.Role.AGENT and not talking.exists():
        if call.held:
            take_up(call, now)
        call.state = Call.State.WAITING
        call.save(update_fields=["state", "held", "held_since", "held_seconds"])
    lasted = round((now - party.joined_at).total_seconds(), 1) if party.joined_at else None
    left = events.call_left(**about(call, now, ACTOR), staff=party.staff_id, role=party.role, lasted=lasted, why=why)
    append([left])
