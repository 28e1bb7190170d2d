"""Who should be at work now, and who is missing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from entregent.access.queries import week_on_site
from entregent.access.shifts import Attendance, Shift, attendance, shift_at
from entregent.routing.models import Presence
from entregent.routing.queries import workers

COLUMNS = ("id", "name", "team__name", "team__site__time_zone", "working_week__week", "presence__state", "presence__since")


@dataclass(frozen=True, slots=True)
class Missing:
    """Someone whose shift runs without them: since when it does, and since when they are offline (None: never seen)."""

    id: UUID
    name: str
    team: str
    shift: Shift
    offline_since: datetime | None


@dataclass
class Expected:
    """Of those whose hours are known: how many there are, should be here, are; who is not; who is, beyond their hours."""

    planned: int = 0
    expected: int = 0
    extra: int = 0
    late: list[Missing] = field(default_factory=list)
    absent: list[Missing] = field(default_factory=list)

    @property
    def here(self) -> int:
        """How many of those expected are here."""
        return self.expected - len(self.late) - len(self.absent)


def expected_now(brands: Collection[UUID], at: datetime) -> Expected:
    """Who works for these brands and should be at work at that instant, by name; one query."""
    found = Expected()
    staff = workers(brands).filter(working_week__isnull=False).order_by("name", "id")
    for id, name, team, zone, week, state, since in staff.values_list(*COLUMNS):
        known = week_on_site(week, zone)
        shift, online = shift_at(known.hours, known.zone, at), state in (Presence.State.AVAILABLE, Presence.State.PAUSED)
        standing = attendance(shift, at, online=online)
        found.planned += 1
        found.expected += shift is not None
        found.extra += standing is Attendance.EXTRA
        if shift and standing in (Attendance.LATE, Attendance.ABSENT):
            missing = found.late if standing is Attendance.LATE else found.absent
            missing.append(Missing(id, name, team or "", shift, since))
    return found
