"""The telephones of the house: where each agent is heard, and who is told when one comes or goes."""

import asyncio
from collections.abc import Callable
from itertools import count
from uuid import UUID

from entregent.telephony.media.client import Media

GRACE = 6.0
"""Seconds in which a page that was left may come back before its agent is held to have no telephone."""


class Stations:
    """A leg each, in the browser of an agent; it stays up between calls, so that answering is only to let two people hear each
    other. The last one opened is the one."""

    def __init__(self, media: Media, told: Callable[[UUID, bool], None]) -> None:
        """``told(staff, there)`` is called in the loop."""
        self._media, self._told = media, told
        self._legs: dict[UUID, str] = {}
        self._up: set[str] = set()
        self._numbers = count(1)
        self._leaving: dict[UUID, asyncio.TimerHandle] = {}

    async def open(self, staff: UUID, offer: str) -> str:
        """Let an agent's browser in; its earlier one, if any, is closed. Returns what the browser is to be answered."""
        leg = f"staff:{staff}:{next(self._numbers)}"
        answer = await self._media.open_browser(leg, offer)
        before, self._legs[staff] = self._legs.get(staff), leg
        if before is not None:
            self._up.discard(before)
            self._media.close(before)
        return answer

    def leg_of(self, staff: UUID) -> str | None:
        """Where an agent is heard, if they are."""
        leg = self._legs.get(staff)
        return leg if leg in self._up else None

    def staff_of(self, leg: str) -> UUID | None:
        """Whose telephone a leg is."""
        return next((staff for staff, one in self._legs.items() if one == leg), None)

    def came_up(self, leg: str) -> None:
        """It is connected."""
        staff = self.staff_of(leg)
        if staff is not None and leg not in self._up:
            self._up.add(leg)
            if (leaving := self._leaving.pop(staff, None)) is not None:
                leaving.cancel()
            self._told(staff, True)

    def went_down(self, leg: str) -> None:
        """It does not answer any more."""
        staff = self.staff_of(leg)
        self._up.discard(leg)
        if staff is not None:
            del self._legs[staff]
            self._media.close(leg)
            loop = asyncio.get_running_loop()
            self._leaving[staff] = loop.call_later(GRACE, self._left, staff)

    def _left(self, staff: UUID) -> None:
        self._leaving.pop(staff, None)
        if staff not in self._legs:
            self._told(staff, False)
