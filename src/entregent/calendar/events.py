"""The facts that business hours publish."""

from entregent.journal.kinds import kind

calendar_changed = kind(
    "calendar.changed",
    "The business hours of a calendar are changed: what was reckoned on them may be due at another time.",
    calendar="The calendar's id, also the subject.",
)
