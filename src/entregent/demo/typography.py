"""French as it is printed, from what is typed: the texts of the demonstration are written with plain apostrophes and blanks."""

import re

_NARROW = "\u202f"
_BEFORE = re.compile(r" (?=[;:!?»%€])")
_AFTER = re.compile(r"(?<=«) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")


def printed(text: str) -> str:
    """The text with typographic apostrophes and narrow no-break spaces; German and English pass through unharmed."""
    text = text.replace("'", "’")
    return _THOUSANDS.sub(_NARROW, _AFTER.sub(_NARROW, _BEFORE.sub(_NARROW, text)))
