"""Which brand an address leads to: kept in memory a few seconds, for it is asked for every recipient of every mail."""

import time
from dataclasses import dataclass
from uuid import UUID

from entregent.brands.scope import every_brand
from entregent.channels.mail.models import MailAddress

FRESH_SECONDS = 5.0
ANEW_SECONDS = 1.0
"""How soon an unknown address may cause another look: a stranger's guesses must not become statements."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address of a brand that takes mails."""

    id: UUID
    brand: UUID
    code: str
    language: str
    address: str
    queue: UUID | None


class AddressBook:
    """All the addresses that take mails. Threads may share one: it is replaced whole."""

    def __init__(self) -> None:
        self._known: dict[str, Destination] = {}
        self._read_at = float("-inf")

    def find(self, recipient: str) -> Destination | None:
        """The destination of an envelope address, tags after a plus sign left out; None for an unknown one.

        Raises the database's errors when it has to look and cannot: then nobody can say that the address is unknown.
        """
        self.keep_fresh()
        found = self._match(recipient)
        if found is None and time.monotonic() - self._read_at > ANEW_SECONDS:
            self.refresh()
            found = self._match(recipient)
        return found

    def known(self, recipient: str) -> Destination | None:
        """The same without ever looking in the database: None when it is not known for sure at this moment."""
        return self._match(recipient) if time.monotonic() - self._read_at <= FRESH_SECONDS else None

    def keep_fresh(self) -> None:
        """Read the addresses again when it is time."""
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            self.refresh()

    def refresh(self) -> None:
        """Read them all."""
        with every_brand():
            rows = MailAddress.objects.filter(active=True, brand__active=True).values_list(
                "id", "brand_id", "brand__code", "brand__language", "address", "queue_id"
            )
            self._known = {row[4].lower(): Destination(*row) for row in rows}
        self._read_at = time.monotonic()

    def _match(self, recipient: str) -> Destination | None:
        local, _, domain = recipient.lower().rpartition("@")
        return self._known.get(f"{local}@{domain}") or self._known.get(f"{local.partition('+')[0]}@{domain}")
