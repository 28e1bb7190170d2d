"""What can go wrong with a calendar."""


class CalendarRefused(ValueError):
    """Hours that make no sense; the message says where, in words an administrator can act on."""
