"""Another way than waiting, offered to who waits: a key each."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

from entregent.channels.sms.rules import is_mobile
from entregent.channels.voice import actions
from entregent.channels.voice.actions import Manners
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.keep_place import TakenMeanwhile, callable_as, keep_place, say
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.speaking import speak
from entregent.channels.voice.exchange.voicemail import leave_message
from entregent.routing.queries import Place

KEYS = {"callback": "1", "sms": "2", "message": "3"}


class Done(Exception):
    """The caller went on by another way: the call is over."""


class Offers:
    """What a caller may do rather than wait. The key that refuses a recording means nothing else."""

    def __init__(self, desk: Desk, call: LiveCall, manners: Manners) -> None:
        self._desk, self._call, self.manners = desk, call, manners
        self._takes: dict[str, Callable[[], Awaitable[bool]]] = {
            "callback": self._callback, "sms": self._link, "message": self._message,
        }  # fmt: skip
        self._told: tuple[str, ...] = ()

    def patient(self) -> Manners:
        """The same wait, without an end: there is nowhere else to go."""
        return replace(self.manners, longest=None)

    def words(self, place: Place) -> list[str]:
        """What is said of them, where the wait is long enough, or nobody can tell it; and that they were offered is kept."""
        if place.wait is not None and place.wait < self.manners.offered_from:
            return []
        desk, call = self._desk, self._call
        refusal = call.tape.key if call.tape is not None else ""
        self._told = tuple(way for way in self.manners.ways if KEYS[way] != refusal and self._can(way))
        if self._told and call.id is not None:
            desk.ledger.write(call.id, call.brand, actions.ways_offered, call.id, self._told, place.wait, desk.now())
        return [phrase(f"key_{way}", call.language, key=KEYS[way]) for way in self._told]

    async def pressed(self, digit: str) -> UUID | None:
        """A key while they wait; one that was not offered means nothing. Who took the call meanwhile; None: they wait on.
        Raises Done once they went on by another way, Gone."""
        way = next((way for way in self._told if KEYS[way] == digit), None)
        if way is None:
            return None
        self._desk.media.stop_playing(self._call.leg)
        try:
            if await self._takes[way]():
                raise Done
        except TakenMeanwhile as taken:
            return taken.staff
        self._desk.media.play(self._call.leg, self._desk.music(self._call.brand), loop=True)
        return None

    def _can(self, way: str) -> bool:
        if way == "sms":
            return is_mobile(callable_as(self._desk, self._call, self._call.caller))
        return way != "callback" or self._desk.outside.leaves(self._call.brand)

    async def _callback(self) -> bool:
        return await keep_place(self._desk, self._call)

    async def _link(self) -> bool:
        """They lose their place once it has left, not before."""
        desk, call = self._desk, self._call
        number = callable_as(desk, call, call.caller)
        await say(desk, call, [phrase("moment", call.language)])
        sent = await desk.ledger.off(actions.send_link, call.brand, call.id, number, call.language, desk.now())
        if sent != "sent":
            await say(desk, call, [phrase("sms_refused", call.language)])
            return False
        if not await desk.ledger.ask(call.brand, actions.link_taken, call.id, desk.now()):
            return False  # somebody has just taken them
        await speak(desk, call, [phrase("sms_sent", call.language), phrase("goodbye", call.language)], cut_by="")
        return True

    async def _message(self) -> bool:
        desk, call = self._desk, self._call
        if not await desk.ledger.ask(call.brand, actions.leaves_queue, call.id, desk.now()):
            return False  # somebody has just taken them
        await leave_message(desk, call, None, self.manners.longest_message)
        return True
