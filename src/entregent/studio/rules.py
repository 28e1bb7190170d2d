"""How an administrator writes lengths of time."""

import re

_WRITTEN = re.compile(r"(?:(\d{1,4})\s*(?:h|heures?|hours?)\s*(\d{1,2})?|(\d{1,6}))\s*(?:min|minutes?|mn)?", re.IGNORECASE)


def parse_minutes(text: str) -> int:
    """Minutes written as "45", "45 min", "4 h", "4h30". Raises ValueError for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found or (found[2] and int(found[2]) > 59):
        raise ValueError(f"{text!r} is not a length of time")
    return int(found[3]) if found[3] else int(found[1]) * 60 + int(found[2] or 0)


def write_minutes(minutes: int) -> str:
    """The way back: 270 → "4 h 30", 45 → "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
