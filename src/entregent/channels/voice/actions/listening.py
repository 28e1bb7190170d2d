"""Calls that are listened to: announced beforehand, told in the journal each time."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.voice import events
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.errors import NeverForGood, TooLate
from entregent.channels.voice.models import ListeningPeriod, Party
from entregent.channels.voice.rules import LISTENED_AT_MOST
from entregent.journal.actions import append


@transaction.atomic
def announce_listening(
    brand: UUID, first: date, last: date, teams: Collection[int], purpose: str, *, by: Staff, today: date, now: datetime
) -> ListeningPeriod:
    """Tell agents that their calls may be listened to; no team: all of the brand's. Raises TooLate for days that have begun
    before it is said, NeverForGood beyond ``rules.LISTENED_AT_MOST``."""
    if first < today:
        raise TooLate
    if last - first >= LISTENED_AT_MOST:
        raise NeverForGood
    period = ListeningPeriod.objects.create(
        brand_id=brand, first=first, last=last, teams=sorted(teams), purpose=purpose, announced_at=now, announced_by=by
    )
    append(
        [
            events.listening_announced(
                brand=brand, at=now, subject=period.id, actor=f"staff:{by.id}", first=str(first), last=str(last),
                teams=period.teams, staff=by.id,
            )
        ]
    )  # fmt: skip
    return period


@transaction.atomic
def withdraw_listening(period_id: UUID, *, by: Staff, now: datetime) -> None:
    """From now on nobody listens under it; what was listened to stays in the register. Twice is once."""
    period = ListeningPeriod.objects.select_for_update().get(id=period_id)
    if period.withdrawn_at is None:
        period.withdrawn_at = now
        period.save(update_fields=["withdrawn_at"])
        append(
            [events.listening_withdrawn(brand=period.brand_id, at=now, subject=period.id, actor=f"staff:{by.id}", staff=by.id)]
        )


@transaction.atomic
def come_in(call_id: UUID, staff: UUID, role: str, agent: UUID | None, period: UUID | None, now: datetime) -> None:
    """A supervisor hears the call of an agent, whispers to them, or takes part, by themselves; or from one to the other."""
    call = locked(call_id)
    if call.ended_at is not None:
        return
    mine = Party.objects.filter(call=call, staff=staff, left_at=None).first()
    if mine is None:
        mine = Party(brand_id=call.brand_id, call=call, staff_id=staff)
    mine.role, mine.joined_at = role, mine.joined_at or now
    mine.save()
    append([events.call_joined(**about(call, now, f"staff:{staff}"), staff=staff, role=role, agent=agent, period=period)])
