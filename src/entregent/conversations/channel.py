"""The port that every channel implements: the rest of the house never asks which one it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from entregent.conversations.models import Message
from entregent.kernel.handles import Handle


@dataclass(frozen=True)
class Capabilities:
    """What a channel can carry; the composer offers only that."""

    files: bool = False
    html: bool = False
    subject: bool = False
    typing: bool = False
    receipts: bool = False
    live: bool = False
    """Someone is there, now: an answer does not hand the exchange back."""
    longest_text: int = 100_000


@dataclass(frozen=True)
class Sent:
    """What the channel says of a message it took: its own id for it, and whether it already knows that it arrived."""

    external_id: str
    delivered: bool = False


class Undeliverable(Exception):
    """The channel refuses the message for good: trying again would not help. The text is shown to the agent.

    ``dead`` is the address that will refuse all others too, when the refusal says so.
    """

    def __init__(self, text: str, dead: Handle | None = None) -> None:
        super().__init__(text)
        self.dead = dead


class Channel(Protocol):
    """A way to reach customers."""

    name: str
    capabilities: Capabilities

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """Read all that is needed, and return what sends it. That runs with no transaction open, for a server may take its
        time to answer, and may run twice for one message: its identity stays the same.

        Both raise Undeliverable for good, anything else to be tried again later.
        """


CHANNELS: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a channel known; the composition of the house does it at start."""
    CHANNELS[channel.name] = channel


def is_live(channel: str) -> bool:
    """Whether someone is there, now, on a channel of this name."""
    known = CHANNELS.get(channel)
    return known is not None and known.capabilities.live
