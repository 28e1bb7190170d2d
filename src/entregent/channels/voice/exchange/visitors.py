"""Visitors of a brand's site who call by their browser: a call like any other from the moment they are heard."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from entregent.channels.voice.actions import FromSite
from entregent.channels.voice.exchange import inbound
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.signals import Pressed
from entregent.telephony.media.link import Unopened
from entregent.tracking.actions import Origin

if TYPE_CHECKING:
    from entregent.channels.voice.exchange.switchboard import Switchboard

COMES = 15.0
"""Seconds for which a browser that was answered may take to be heard."""
FROM_ONE_PLACE = 4
"""Calls that one address may have under way: whoever has more is not calling."""
KEYS = frozenset("0123456789*#")


class Visitors:
    """The calls of visitors, by the name that each was given. They are in ``Calls`` as all others are."""

    def __init__(self, board: "Switchboard") -> None:
        self._board = board
        self._live: dict[UUID, LiveCall] = {}
        self._places: Counter[str] = Counter()

    async def open(self, number: UUID, offer: str, name: str, network: str, site: FromSite) -> dict[str, str]:
        """Let a browser in that calls one of our numbers: ``answer`` is the description of our sound, else ``refused`` says why
        not: no_line, full, too_many, no_sound. ``network``: where it comes from, one word for each address."""
        board, desk = self._board, self._board.desk
        line = next((one for one in board.directory.lines.values() if one.id == number), None)
        if line is None or board.full:
            return {"refused": "no_line" if line is None else "full"}
        if self._places[network] >= FROM_ONE_PLACE:
            return {"refused": "too_many"}
        call = LiveCall(board.next_leg(), line.brand, line.language, "", name, hang_up=lambda: None)
        desk.calls.add(call)
        self._live[site.call] = call
        self._places[network] += 1
        try:
            answer = await desk.media.open_browser(call.leg, offer)
        except Unopened:
            self._forget(site.call, network)
            return {"refused": "no_sound"}
        board.begin(self._carry(call, number, network, site))
        return {"answer": answer}

    def does(self, call: UUID, what: str, digits: str) -> None:
        """A visitor presses keys, or hangs up; nothing where their call is over."""
        live = self._live.get(call)
        if live is None:
            return
        if what == "hang_up":
            live.over("customer")
            live.connected.set()
        for digit in filter(KEYS.__contains__, digits):
            live.tell(Pressed(digit))

    async def _carry(self, call: LiveCall, number: UUID, network: str, site: FromSite) -> None:
        try:
            await asyncio.wait_for(call.connected.wait(), COMES)
        except TimeoutError:  # it was never heard: nobody has called
            call.over("lost")
        try:
            if not call.ended_by:
                await inbound.look_after(self._board.desk, call, inbound.begin(self._board.desk, call, number, site))
        finally:
            self._forget(site.call, network)

    def _forget(self, id: UUID, network: str) -> None:
        call = self._live.pop(id)
        self._places[network] -= 1
        self._places += Counter()  # addresses without a call are forgotten
        self._board.desk.calls.drop(call)
        self._board.desk.media.close(call.leg)


def site_of(told: Mapping[str, Any]) -> FromSite:
    """What a page tells of its visitor. Raises KeyError, ValueError."""
    beside, source, came = (told.get(name) for name in ("beside", "source", "came"))
    return FromSite(
        call=UUID(told["call"]), person=UUID(told["person"]), proven=bool(told.get("proven")), page=str(told.get("page", "")),
        title=str(told.get("title", "")), beside=UUID(beside) if beside else None,
        origin=Origin(UUID(source) if source else None, dict(came)) if came is not None else None,
    )  # fmt: skip
