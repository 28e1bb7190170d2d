"""Sessions that nobody answers any more, and programs that were never asked because whoever was to ask died."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from entregent.brands.scope import every_brand
from entregent.scenarios.actions.sessions import advance
from entregent.scenarios.models import Session
from entregent.scenarios.performing.carrying import LASTS
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.inputs import Leave

LAPSES = {"phone": timedelta(minutes=30), "chat": timedelta(hours=4), "web": timedelta(hours=4), "script": timedelta(hours=12)}
"""How long without a word until somebody has left: ours."""
OTHERWISE = timedelta(hours=24)
MOST = 500


def lapse(now: datetime) -> int:
    """End the sessions that were left without a word; return how many. One at a time, those that move meanwhile go on."""
    over = Q()
    for medium, after in LAPSES.items():
        over |= Q(medium=medium, moved_at__lt=now - after)
    over |= Q(moved_at__lt=now - OTHERWISE)
    rows = Session.objects.select_for_update(of=["self"], skip_locked=True).select_related("brand", "scenario", "ticket")
    count = 0
    for row in rows.filter(over, ended_at=None).order_by("moved_at")[:MOST]:
        state = states.from_json(row.state)
        if state.waits == "carry":
            if row.carry_until is not None and row.carry_until + LASTS > now:
                continue
            state = states.without_code(state)
        advance(row, state, Leave(), now, actor="system:scenarios")
        count += 1
    return count


def waiting_in_vain(now: datetime) -> list[tuple[UUID, UUID]]:
    """(brand, session) of those that wait for a program that nobody is asking."""
    since = now - timedelta(minutes=1)
    with every_brand():
        rows = Session.objects.filter(ended_at=None, waiting__isnull=False, moved_at__lt=since)
        free = rows.filter(Q(waiting_until=None) | Q(waiting_until__lt=now))
        return list(free.values_list("brand_id", "id")[:MOST])
