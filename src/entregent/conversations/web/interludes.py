"""What happens between two messages: rooms above tell it here, the conversation shows it at its place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from entregent.conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class Interlude:
    """A line between messages: when, a drawing of the sprite, and words in the reader's language. ``sound``: the address of
    what is to be heard there; ``words``: what is said in it."""

    at: datetime
    icon: str
    text: str
    sound: str = ""
    words: str = ""


Source = Callable[[Conversation, datetime | None], Iterable[Interlude]]
"""What happened around a conversation since an instant (None: ever)."""
_sources: list[Source] = []


def tell(source: Source) -> None:
    """Let a room tell what happened around conversations; once each."""
    if source not in _sources:
        _sources.append(source)


def interludes(conversation: Conversation, since: datetime | None = None) -> list[Interlude]:
    """All that is told about a conversation since an instant (None: ever), oldest first."""
    return sorted((line for source in _sources for line in source(conversation, since)), key=lambda line: line.at)
