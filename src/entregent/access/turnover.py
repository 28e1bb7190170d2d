"""How many leave (J5). Pure: no Django, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Turnover:
    """How many left, of how many on average. ``rate``: leavers / mean headcount; None where nobody was there.

    The crude rate of ISO 30414 (human capital reporting): it says nothing of why they left, nor whether they were replaced.
    """

    leavers: int
    headcount: float

    @property
    def rate(self) -> float | None:
        """Leavers / mean headcount."""
        return self.leavers / self.headcount if self.headcount else None


def turnover(stays: Iterable[tuple[datetime, datetime | None]], until: datetime, over: timedelta = YEAR) -> Turnover:
    """The turnover of the time ``over`` that ends at ``until``. ``stays``: when each came, and left (None: still here).

    The mean headcount is exact: the days that each was here, together, over the days of the time. A house younger than
    that is judged on its own age.
    """
    known = [(came, left or until) for came, left in stays if came < until]
    since = max(until - over, min((came for came, _ in known), default=until))
    leavers = sum(since < left < until for _, left in known)
    present = sum((max(min(left, until) - max(came, since), timedelta(0)) for came, left in known), timedelta(0))
    return Turnover(leavers, present / (until - since) if until > since else 0.0)
