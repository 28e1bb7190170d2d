"""What happens between two messages: rooms above tell it here, the conversation shows it at its place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from entregent.conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class Interlude:
    """A line between messages: when, a drawing of the sprite, and words in the reader's language."""

    at: datetime
    icon: str
    text: str


Source = Callable[[Conversation], Iterable[Interlude]]
_sources: list[Source] = []


def tell(source: Source) -> None:
    """Let a room tell what happened around conversations; once each."""
    if source not in _sources:
        _sources.append(source)


def interludes(conversation: Conversation) -> list[Interlude]:
    """All that is told about a conversation, oldest first."""
    return sorted((line for source in _sources for line in source(conversation)), key=lambda line: line.at)
