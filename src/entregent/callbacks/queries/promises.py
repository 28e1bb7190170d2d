"""How promises to call were kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from entregent.callbacks.models import Callback


@dataclass(frozen=True, slots=True)
class Promises:
    """Of the callbacks that were due in a period: those who were reached, in time or late; those who were never reached; those
    that nobody called in time. ``tries``: calls placed."""

    due: int
    in_time: int
    late: int
    unreached: int
    missed: int
    tries: int

    @property
    def kept_share(self) -> float | None:
        """Reached in time ÷ due."""
        return self.in_time / self.due if self.due else None


def promises(brands: Collection[UUID], since: datetime, until: datetime) -> Promises:
    """Those whose promise ended in that time, cancelled ones left out; one statement."""
    rows = Callback.objects.filter(brand__in=list(brands), due_at__gte=since, due_at__lt=until)
    found = rows.exclude(state=Callback.State.CANCELLED).aggregate(
        due=Count("id"), in_time=Count("id", filter=Q(reached_at__lte=F("due_at"))),
        late=Count("id", filter=Q(reached_at__gt=F("due_at"))), unreached=Count("id", filter=Q(state="unreached")),
        missed=Count("id", filter=Q(tries=0, missed_at__isnull=False)), tries=Sum("tries"),
    )  # fmt: skip
    return Promises(**(found | {"tries": found["tries"] or 0}))
