"""What the live screens hear: names and ids, never contents. The browser fetches the rest, with its own rights."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

CHANNEL = "entregent_news"
PAYLOAD_LIMIT = 7900  # PostgreSQL refuses a notification of 8000 bytes


@dataclass(frozen=True, slots=True)
class News:
    """One fact as the live process hears it; ``id`` is the journal's, by which a browser resumes."""

    id: int
    name: str
    brand: str
    subject: str
    person: str | None = None
    staff: str | None = None
    queue: str | None = None
    ticket: str | None = None

    def topics(self) -> Iterator[str]:
        """The topics it is published under: ``<first word of the name>:<subject>``, and one for each thing it concerns."""
        yield f"{self.name.split('.')[0]}:{self.subject}"
        for name in ("brand", "person", "staff", "queue", "ticket"):
            if value := getattr(self, name):
                yield f"{name}:{value}"


_FIELDS = [field.name for field in fields(News)]


def encode(news: Iterable[News]) -> Iterator[str]:
    """Pack news in payloads that fit in a notification; nearly always one."""
    batch: list[str] = []
    size = 2
    for item in news:
        told = {name: value for name in _FIELDS if (value := getattr(item, name)) is not None}
        text = json.dumps(told, separators=(",", ":"))
        if batch and size + len(text) + 1 > PAYLOAD_LIMIT:
            yield f"[{','.join(batch)}]"
            batch, size = [], 2
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield f"[{','.join(batch)}]"


def decode(payload: str) -> list[News]:
    """The news of a notification."""
    return [News(**item) for item in json.loads(payload)]
