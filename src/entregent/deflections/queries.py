"""What became of what was offered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Avg, Count, Q

from entregent.deflections.models import Deflection


@dataclass(frozen=True, slots=True)
class Way:
    """Offers of one way on one medium, in one queue where they stood in it. ``ignored``: nobody answered; ``followed``: taken,
    too lately to tell; ``wait`` in seconds, the mean of what was expected."""

    medium: str
    to: str
    waiting: bool
    queue: UUID | None
    offered: int
    accepted: int
    refused: int
    resolved: int
    returned: int
    unknown: int
    wait: float | None

    @property
    def ignored(self) -> int:
        """Offers to which nobody answered."""
        return self.offered - self.accepted - self.refused

    @property
    def followed(self) -> int:
        """Taken, and not told yet."""
        return self.accepted - self.resolved - self.returned - self.unknown

    @property
    def taken_share(self) -> float | None:
        """Taken ÷ offered."""
        return self.accepted / self.offered if self.offered else None

    @property
    def solved_share(self) -> float | None:
        """Resolved ÷ those of whom it is known; what is followed still is in neither."""
        known = self.resolved + self.returned
        return self.resolved / known if known else None


def ways(brands: Collection[UUID], since: datetime, until: datetime) -> list[Way]:
    """Each way that was offered in that time, the most offered first; one statement."""

    def of(**what: str) -> Count:
        return Count("pk", filter=Q(**what))

    rows = (
        Deflection.objects.filter(brand__in=brands, offered_at__gte=since, offered_at__lt=until)
        .values("medium", "to", "waiting", "queue")
        .annotate(
            offered=Count("pk"), accepted=of(answer="accepted"), refused=of(answer="refused"), resolved=of(outcome="resolved"),
            returned=of(outcome="returned"), unknown=of(outcome="unknown"), wait=Avg("wait_seconds"),
        )
        .order_by("-offered", "medium", "to", "queue")
    )  # fmt: skip
    return [Way(**row) for row in rows]


def total(found: Collection[Way]) -> Way:
    """All of them together."""
    counted = ("offered", "accepted", "refused", "resolved", "returned", "unknown")
    return Way("", "", False, None, *(sum(getattr(one, name) for one in found) for name in counted), None)


def was_accepted(subjects: Collection[UUID | None]) -> bool:
    """Whether another way was taken in any of these (a chat, a session, a call)."""
    return Deflection.objects.filter(subject__in=[one for one in subjects if one], answer=Deflection.Answer.ACCEPTED).exists()
