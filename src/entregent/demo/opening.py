"""How a request begins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Opening:
    """What a first message brings."""

    at: datetime
    person: UUID
    address: str
    brand_address: str
    subject: str
    text: str
    queue: UUID
    type: str
    priority: int
    reason: UUID
    number: int
    tags: list[str]
    custom: dict[str, Any]
    organisation: UUID | None = None
