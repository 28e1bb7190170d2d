"""Pure decisions about messages: how a mail is shown, who is called in a note."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from entregent.conversations.canned import fill, unknown_fields

__all__ = [
    "QUOTED", "SIGNATURE", "fill", "fold", "has_folds", "remote_images", "shown_as_written", "still_called",
    "unknown_fields", "with_remote_images", "with_summaries", "without_folds",
]  # fmt: skip

QUOTED, SIGNATURE = "quoted", "signature"
# Cleaned HTML never holds a <details>: those that are there are ours, and never one in another.
_FOLD = re.compile(r'<details class="fold (\w+)"><summary></summary>(.*?)</details>', re.DOTALL)
_LAID_OUT = re.compile(r"<(?:table|img|h[1-6]|hr|ul|ol|center|pre)\b|background|bgcolor", re.IGNORECASE)
_REMOTE = re.compile(r'\bdata-remote-src="')


def fold(kind: str, html: str) -> str:
    """Cleaned HTML folded away at its place, ``kind`` being QUOTED or SIGNATURE; ``with_summaries`` gives it its words."""
    return f'<details class="fold {kind}"><summary></summary>{html}</details>'


def has_folds(html: str) -> bool:
    """Whether something is folded in it."""
    return _FOLD.search(html) is not None


def without_folds(html: str) -> str:
    """What was written this time."""
    return _FOLD.sub("", html)


def with_summaries(html: str, words: Mapping[str, str]) -> str:
    """The HTML with the words that open each kind of fold, in the reader's language."""
    return _FOLD.sub(
        lambda one: f'<details class="fold {one[1]}"><summary>{escape(words.get(one[1], ""))}</summary>{one[2]}</details>', html
    )


def shown_as_written(html: str) -> bool:
    """Whether a mail is shown with its own layout: one that only has paragraphs reads better as text."""
    return bool(_LAID_OUT.search(without_folds(html)))


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
