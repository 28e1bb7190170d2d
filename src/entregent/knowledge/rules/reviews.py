"""When an article must be read again."""

from calendar import monthrange
from datetime import date, timedelta

EVERY_MONTHS = 12
SOON = timedelta(days=30)


def next_review(from_day: date, months: int) -> date:
    """So many months later, on the same day of the month or its last."""
    year, month = divmod(from_day.month - 1 + max(months, 1), 12)
    year, month = from_day.year + year, month + 1
    return date(year, month, min(from_day.day, monthrange(year, month)[1]))


def state(review_by: date | None, today: date) -> str:
    """late, soon (within thirty days), or fine."""
    if review_by is None or review_by > today + SOON:
        return "fine"
    return "late" if review_by < today else "soon"
