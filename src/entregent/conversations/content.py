"""What a message carries, whatever the channel it came by or leaves by."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Upload:
    """A file on its way in: ``content_id`` names those shown inside the message."""

    name: str
    content_type: str
    data: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True)
class Content:
    """A message's words and files. ``html`` is already clean; ``quoted`` is what is folded away."""

    text: str
    html: str = ""
    quoted: str = ""
    files: tuple[Upload, ...] = ()
    sender: str = ""
    recipients: tuple[str, ...] = ()
    external_id: str = ""
    automatic: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
