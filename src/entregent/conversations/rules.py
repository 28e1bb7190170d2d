"""Pure decisions about messages: how a mail is shown, who is called in a note."""

import re
from collections.abc import Iterable

from entregent.conversations.canned import fill, unknown_fields

__all__ = ["fill", "remote_images", "shown_as_written", "still_called", "unknown_fields", "with_remote_images"]

_LAID_OUT = re.compile(r"<(?:table|img|h[1-6]|hr|ul|ol|center|pre)\b|background|bgcolor", re.IGNORECASE)
_REMOTE = re.compile(r'\bdata-remote-src="')


def shown_as_written(html: str) -> bool:
    """Whether a mail is shown with its own layout: one that only has paragraphs reads better as text."""
    return bool(_LAID_OUT.search(html))


def with_remote_images(html: str) -> tuple[str, int]:
    """Cleaned HTML with its remote images let in, and how many there are. Only after someone asked: it tells the sender."""
    return _REMOTE.subn('src="', html)


def remote_images(html: str) -> int:
    """How many remote images are held back in cleaned HTML."""
    return len(_REMOTE.findall(html))


def still_called(text: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """Of (id, name) pairs, the ids of those whose ``@name`` still stands in the text."""
    folded = text.casefold()
    return list(dict.fromkeys(id for id, name in names if f"@{name}".casefold() in folded))
