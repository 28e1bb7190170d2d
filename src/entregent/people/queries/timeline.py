"""The one timeline of a person: the entries of every room that has something to tell, interleaved by time.

This room gives its own; rooms above give theirs through ``SOURCES``, which the composition fills: nothing here knows them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: its drawing and tone (looks), in which words, what was said, by whom, where it is read."""

    at: datetime
    icon: str
    title: str
    tone: str = ""
    url: str = ""
    detail: str = ""
    by: str = ""
    moved: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page begins: at or before a moment, leaving out the entries of that very moment that were shown."""

    until: datetime
    shown: int

    def __str__(self) -> str:
        return f"{self.until.astimezone(UTC).isoformat()}~{self.shown}"


Read = Callable[[Sequence[UUID], datetime | None, int], list[Entry]]
"""``(every id the person had, until (included), limit)`` → entries, latest first, in the same order whatever the limit.

The number of statements must not depend on the number of entries.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A room's part of the timeline, and what a visitor must be allowed to see it."""

    permission: str
    read: Read


SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Make a room's part known; twice is once."""
    if source not in SOURCES:
        SOURCES.append(source)


def timeline(
    sources: Collection[Source], ids: Sequence[UUID], *, after: Place | None = None, limit: int = 30
) -> tuple[list[Entry], Place | None]:
    """One page of the timeline, latest first, and where the next begins (None: nothing is left)."""
    until, shown = (after.until, after.shown) if after else (None, 0)
    merged = [entry for source in sources for entry in source.read(ids, until, limit + shown + 1)]
    merged.sort(key=lambda entry: entry.at, reverse=True)  # stable: what happened at once keeps the sources' order
    page, more = merged[shown : shown + limit], len(merged) > shown + limit
    if not more:
        return page, None
    last = page[-1].at
    at_once = sum(1 for _ in takewhile(lambda entry: entry.at == last, reversed(merged[: shown + limit])))
    return page, Place(last, at_once)


def read_place(text: str) -> Place:
    """The inverse of ``str(place)``. Raises ValueError."""
    moment, _, shown = text.partition("~")
    until = datetime.fromisoformat(moment)
    if until.tzinfo is None or not 0 < int(shown) <= 10_000:
        raise ValueError("this is no place of a timeline")
    return Place(until, int(shown))
