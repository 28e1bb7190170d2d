"""The telephones of the house: where each agent is heard, and who is told when one comes or goes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from entregent.telephony.media.client import Media

GRACE = 6.0
"""Seconds in which a page that was left may come back before its agent is held to have no telephone."""


@dataclass(frozen=True)
class OffHook:
    """A SIP telephone whose receiver is off: its leg, how it is hung up, whether sound is to come from it (not on hold)."""

    leg: str
    hang_up: Callable[[], None]
    sends: Callable[[], bool]


class Stations:
    """A leg each. That of a browser stays up between calls, so that answering is only to let two people hear each other;
    the last one opened is the one. That of a SIP telephone is there while its receiver is off."""

    def __init__(self, media: Media, told: Callable[[UUID, bool], None]) -> None:
        """``told(staff, there)`` is called in the loop."""
        self._media, self._told = media, told
        self._legs: dict[UUID, str] = {}
        self._up: set[str] = set()
        self._numbers = count(1)
        self._leaving: dict[UUID, asyncio.TimerHandle] = {}
        self._off_hook: dict[UUID, OffHook] = {}
        self._registered: dict[UUID, set[str]] = {}
        self._ringing: set[UUID] = set()

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
        if (receiver := self._off_hook.get(staff)) is not None:
            return receiver.leg
        leg = self._legs.get(staff)
        return leg if leg in self._up else None

    def rings(self, staff: UUID) -> str | None:
        """The SIP telephone to ring for an agent; None for one who has none, answers in the browser, or is rung already."""
        if self.leg_of(staff) or staff in self._ringing:
            return None
        return next(iter(sorted(self._registered.get(staff, ()))), None)

    def ringing(self, staff: UUID, on: bool) -> None:
        """Their SIP telephone rings, or no more."""
        self._ringing.add(staff) if on else self._ringing.discard(staff)

    def bound(self, staff: UUID, device: str, there: bool) -> None:
        """A SIP telephone of theirs is registered, or no more."""
        mine = self._registered.setdefault(staff, set())
        had = bool(mine)
        mine.add(device) if there else mine.discard(device)
        if bool(mine) != had and self._legs.get(staff) not in self._up:
            self._told(staff, bool(mine))

    def lift(self, staff: UUID, receiver: OffHook) -> None:
        """They took the receiver off."""
        self._off_hook[staff] = receiver

    def hung_up(self, staff: UUID, leg: str) -> bool:
        """They put it back; False when that was known."""
        if (receiver := self._off_hook.get(staff)) is None or receiver.leg != leg:
            return False
        del self._off_hook[staff]
        return True

    def fell_silent(self, leg: str) -> UUID | None:
        """No sound comes any more from a SIP telephone whose receiver is off: it is hung up, and whose it was returned."""
        for staff, receiver in self._off_hook.items():
            if receiver.leg == leg and receiver.sends():
                self.done_with(staff)
                return staff
        return None

    def done_with(self, staff: UUID) -> None:
        """Their part in a call is over: a SIP telephone is hung up, a browser stays."""
        if (receiver := self._off_hook.pop(staff, None)) is not None:
            receiver.hang_up()

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
        if staff not in self._legs and not self._registered.get(staff):
            self._told(staff, False)
