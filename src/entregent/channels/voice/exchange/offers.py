"""Another way than waiting, offered to who waits: a key each."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from entregent.channels.voice import actions
from entregent.channels.voice.actions import Manners
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.voicemail import leave_message
from entregent.routing.queries import Place

KEYS = {"message": "3"}


class Done(Exception):
    """The caller went on by another way: the call is over."""


class Offers:
    """What a caller may do rather than wait. The key that refuses a recording means nothing else."""

    def __init__(self, desk: Desk, call: LiveCall, manners: Manners) -> None:
        self._desk, self._call, self.manners = desk, call, manners
        self._takes: dict[str, Callable[[], Awaitable[None]]] = {"message": self._message}
        self._told: tuple[str, ...] = ()

    def patient(self) -> Manners:
        """The same wait, without an end: there is nowhere else to go."""
        return replace(self.manners, longest=None)

    async def words(self, place: Place) -> list[str]:
        """What is said of them, where the wait is long enough, or nobody can tell it; and that they were offered is kept."""
        if place.wait is not None and place.wait < self.manners.offered_from:
            return []
        refusal = self._call.tape.key if self._call.tape is not None else ""
        self._told = tuple(way for way in self.manners.ways if KEYS[way] != refusal)
        if self._told and self._call.id is not None:
            write = self._desk.ledger.write
            write(
                self._call.id, self._call.brand, actions.ways_offered, self._call.id, self._told, place.wait, self._desk.now()
            )
        return [phrase(f"key_{way}", self._call.language, key=KEYS[way]) for way in self._told]

    async def pressed(self, digit: str) -> None:
        """A key while they wait; one that was not offered means nothing. Raises Done once they went on by another way, Gone."""
        way = next((way for way in self._told if KEYS[way] == digit), None)
        if way is not None:
            await self._takes[way]()

    async def _message(self) -> None:
        desk, call = self._desk, self._call
        desk.media.stop_playing(call.leg)
        if not await desk.ledger.ask(call.brand, actions.leaves_queue, call.id, desk.now()):
            return  # somebody has just taken them
        await leave_message(desk, call, None, self.manners.longest_message)
        raise Done
