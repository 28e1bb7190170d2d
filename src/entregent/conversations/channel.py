"""The port that every channel implements: the rest of the house never asks which one it is."""

from dataclasses import dataclass
from typing import Protocol

from entregent.conversations.models import Message


@dataclass(frozen=True)
class Capabilities:
    """What a channel can carry; the composer offers only that."""

    files: bool = False
    html: bool = False
    subject: bool = False
    typing: bool = False
    receipts: bool = False
    longest_text: int = 100_000


@dataclass(frozen=True)
class Sent:
    """What the channel says of a message it took: its own id for it, and whether it already knows that it arrived."""

    external_id: str
    delivered: bool = False


class Undeliverable(Exception):
    """The channel refuses the message for good: trying again would not help. The text is shown to the agent."""


class Channel(Protocol):
    """A way to reach customers."""

    name: str
    capabilities: Capabilities

    def send(self, message: Message) -> Sent:
        """Send a message that has left its transaction. May be called twice for one message: reuse its identity.

        Raises Undeliverable for good, anything else to be tried again later.
        """


CHANNELS: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a channel known; the composition of the house does it at start."""
    CHANNELS[channel.name] = channel
