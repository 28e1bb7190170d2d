"""Pure decisions of the chat: which sites, which words, how long an ended chat may go on."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

LONGEST_TEXT = 4_000
"""Letters of one message: a page and a half."""
LONGEST_TITLE = 90
RESUMES = timedelta(hours=24)
"""How long an ended chat goes on when its visitor writes again; later, another request begins."""
GONE = timedelta(minutes=3)
"""Whoever waits says so every half minute: silent that long, they have left."""
PAGES = 20
"""Pages of a visitor's that are kept, the last ones."""

_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?")
_KEPT = {"\n", "\t"}


def tidy_origin(text: str) -> str | None:
    """An origin as browsers write it (scheme, host, port when it is not the usual one); None for what is none.

    A path is left out; ``https://*.exemple.fr`` stands for all the hosts under exemple.fr.
    """
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        return None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
    return origin if _ORIGIN.fullmatch(origin) else None


def is_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Whether a page of this origin may show the widget."""
    for one in allowed:
        scheme, star, parent = one.partition("://*.")
        if origin == one or (star and origin.startswith(f"{scheme}://") and origin.endswith(f".{parent}")):
            return True
    return False


def clean_text(text: str) -> str:
    """What a visitor typed, as it is kept: no control character that is not a line or a tab, no lone surrogate, no blank
    around, at most LONGEST_TEXT letters. What stands for itself (an emoji's joiner) stays."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (letter for letter in plain if letter in _KEPT or unicodedata.category(letter) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:LONGEST_TEXT].rstrip()


def clean_line(text: str, longest: int) -> str:
    """The same on one line."""
    return " ".join(clean_text(text).split())[:longest].rstrip()


def clean_page(url: str) -> str:
    """The address of a page without what may name somebody in it (query, fragment, login); "" for what is no page."""
    try:
        parts = urlsplit(clean_line(url, 2_000))
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}"[:300]


def title_of(text: str) -> str:
    """The subject of a request that began with these words: their first line, cut between two words."""
    line = text.strip().split("\n", 1)[0].strip()
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[LONGEST_TITLE // 2 :] else cut}…"


def waits_long(wait: int | None, offer_after: int) -> bool:
    """Whether an expected wait (seconds; None: nobody can tell, for nobody answers) is one from which, after so many minutes,
    another way is offered."""
    return offer_after > 0 and (wait is None or wait >= offer_after * 60)


def goes_on(ended_at: datetime | None, ended_by: str, now: datetime) -> bool:
    """Whether what a visitor writes continues this chat. One that went elsewhere, or was cut off, does not."""
    if ended_at is None:
        return True
    return ended_by in ("visitor", "staff", "idle", "abandoned", "callback") and now - ended_at < RESUMES
