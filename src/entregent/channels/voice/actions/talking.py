"""An agent and a caller talk: answered, held, taken up again, muted."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.voice import events
from entregent.channels.voice.models import Call, Party
from entregent.journal.actions import append
from entregent.tickets import actions as tickets


def locked(call_id: UUID) -> Call:
    """The call, held until the end of the transaction; before its parties, after its request. Raises Call.DoesNotExist."""
    return Call.objects.select_for_update(of=["self"]).select_related("conversation").get(id=call_id)


def about(call: Call, now: datetime, actor: str) -> dict[str, object]:
    """What every fact of a call says."""
    return {
        "brand": call.brand_id, "at": now, "subject": call.id, "actor": actor, "person": call.conversation.person_id,
        "ticket": call.ticket_id,
    }  # fmt: skip


@transaction.atomic
def answered(call_id: UUID, staff: UUID, now: datetime) -> None:
    """From now on they hear each other: whoever waited for an answer has one. Raises Staff.DoesNotExist."""
    ticket = Call.objects.filter(id=call_id).values_list("ticket", flat=True).first()
    if ticket is not None:  # held before the call, as everywhere
        tickets.answer_aloud(ticket, staff=Staff.objects.get(id=staff), now=now)
    call = locked(call_id)
    again = call.answered_at is not None
    call.state, call.staff_id, call.held = Call.State.TALKING, staff, False
    call.answered_at = call.answered_at or now
    call.save(update_fields=["state", "staff", "held", "answered_at"])
    Party.objects.update_or_create(
        call=call, staff_id=staff, left_at=None,
        defaults={"role": Party.Role.AGENT}, create_defaults={
            "brand_id": call.brand_id, "role": Party.Role.AGENT, "joined_at": now,
        },
    )  # fmt: skip
    waited = round((now - (call.queued_at or call.begun_at)).total_seconds(), 1)
    append([events.call_answered(**about(call, now, f"staff:{staff}"), staff=staff, waited=waited, again=again)])


@transaction.atomic
def held(call_id: UUID, staff: UUID, now: datetime) -> None:
    """The caller is put on hold; twice is once."""
    call = locked(call_id)
    if not call.held:
        call.held, call.held_since = True, now
        call.save(update_fields=["held", "held_since"])
        append([events.call_held(**about(call, now, f"staff:{staff}"), staff=staff)])


@transaction.atomic
def resumed(call_id: UUID, staff: UUID, now: datetime) -> None:
    """The caller is taken up again; twice is once."""
    call = locked(call_id)
    if call.held:
        lasted = take_up(call, now)
        call.save(update_fields=["held", "held_since", "held_seconds"])
        append([events.call_resumed(**about(call, now, f"staff:{staff}"), staff=staff, lasted=lasted)])


def take_up(call: Call, now: datetime) -> float:
    """Count the hold that ends now; unsaved. Seconds."""
    lasted = round((now - call.held_since).total_seconds(), 1) if call.held_since else 0.0
    call.held, call.held_since, call.held_seconds = False, None, round(call.held_seconds + lasted, 1)
    return lasted


@transaction.atomic
def muted(call_id: UUID, staff: UUID, now: datetime) -> None:
    """They are not heard any more, by their own wish."""
    _mute(call_id, staff, True, now)


@transaction.atomic
def unmuted(call_id: UUID, staff: UUID, now: datetime) -> None:
    """They are heard again."""
    _mute(call_id, staff, False, now)


def _mute(call_id: UUID, staff: UUID, on: bool, now: datetime) -> None:
    call = locked(call_id)
    if Party.objects.filter(call=call, staff=staff, left_at=None).exclude(muted=on).update(muted=on):
        told = events.call_muted if on else events.call_unmuted
        append([told(**about(call, now, f"staff:{staff}"), staff=staff)])
