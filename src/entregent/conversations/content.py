"""What a message carries, whatever the channel it came by or leaves by."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Upload:
    """A file on its way in: ``content_id`` names those shown inside the message.

    ``stored`` is set when the channel had to store it first (to show it inside the message); ``data`` is then empty.
    """

    name: str
    content_type: str
    data: bytes
    content_id: str = ""
    inline: bool = False
    stored: UUID | None = None


@dataclass(frozen=True)
class Content:
    """A message's words and files. ``html`` is already clean, what repeats earlier messages in ``rules.fold``; ``quoted``
    is what is folded away of the text."""

    text: str
    html: str = ""
    quoted: str = ""
    files: tuple[Upload, ...] = ()
    sender: str = ""
    recipients: tuple[str, ...] = ()
    external_id: str = ""
    automatic: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
