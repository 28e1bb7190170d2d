"""Which brand a widget belongs to and how it is set up: kept in memory a few seconds, for every page of a site asks."""

import time
from uuid import UUID

from entregent.brands.scope import every_brand
from entregent.channels.chat.models import Widget

FRESH_SECONDS, UNKNOWN_SECONDS = 5.0, 0.5
"""How long what was read is believed; the second for a widget that was not among it: it may be new."""


class Directory:
    """All the widgets in service. Threads may share one: it is replaced whole."""

    def __init__(self) -> None:
        self._known: dict[UUID, Widget] = {}
        self._read_at = float("-inf")

    def find(self, key: UUID) -> Widget | None:
        """The widget with its brand, its queue and their hours; None for one that is not in service."""
        if time.monotonic() - self._read_at > (FRESH_SECONDS if key in self._known else UNKNOWN_SECONDS):
            with every_brand():
                rows = Widget.objects.filter(active=True, brand__active=True)
                self._known = {row.id: row for row in rows.select_related("brand", "calendar", "queue__calendar")}
            self._read_at = time.monotonic()
        return self._known.get(key)

    def forget(self) -> None:
        """Read them again the next time: one has changed here."""
        self._read_at = float("-inf")


WIDGETS = Directory()
