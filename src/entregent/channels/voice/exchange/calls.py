"""The calls of this process, found by what is known of them."""

from collections.abc import Iterator
from uuid import UUID

from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.signals import Signal


class Calls:
    """Each by its leg from the beginning, then by its id, then by the request under which it waits."""

    def __init__(self) -> None:
        self._by_leg: dict[str, LiveCall] = {}
        self._by_id: dict[UUID, LiveCall] = {}
        self._by_ticket: dict[UUID, LiveCall] = {}

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(list(self._by_leg.values()))

    def __len__(self) -> int:
        return len(self._by_leg)

    def add(self, call: LiveCall) -> None:
        """A call begins."""
        self._by_leg[call.leg] = call

    def name(self, call: LiveCall) -> None:
        """More is known of it."""
        if call.id is not None:
            self._by_id[call.id] = call
        if call.ticket is not None:
            self._by_ticket[call.ticket] = call

    def drop(self, call: LiveCall) -> None:
        """It is over."""
        self._by_leg.pop(call.leg, None)
        self._by_id.pop(call.id, None)
        self._by_ticket.pop(call.ticket, None)

    def tell_all(self, staff: UUID, signal: Signal) -> None:
        """Tell it to every call of an agent, those that they place among them."""
        for call in self:
            if staff in call.people or call.places == staff:
                call.tell(signal)

    def of_leg(self, leg: str) -> LiveCall | None:
        """The call of a leg."""
        return self._by_leg.get(leg)

    def of_id(self, id: UUID) -> LiveCall | None:
        """The call of this name."""
        return self._by_id.get(id)

    def of_ticket(self, ticket: UUID) -> LiveCall | None:
        """The call that is taken under a request."""
        return self._by_ticket.get(ticket)
