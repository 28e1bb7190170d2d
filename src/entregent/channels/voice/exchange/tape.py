"""The recording of a call: whether there is one, what stops it, what it hears of the two sides."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from uuid import UUID

from entregent.channels.voice import actions, recordings
from entregent.channels.voice.actions import Plan
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.sealing import seal_key
from entregent.channels.voice.silences import named
from entregent.kernel.ids import uuid7
from entregent.scenarios.tree.phrases import own
from entregent.telephony.media.link import Unopened

log = logging.getLogger(__name__)
Sides = tuple[tuple[str, ...], tuple[str, ...]]
NOBODY: Sides = ((), ())
LAST_WORDS = 5.0
"""Seconds in which a disk takes the end of a recording; the call is over meanwhile, its books wait."""


class Tape:
    """Begins when an agent and the caller first talk, if the call was drawn or the agent wants it, and nobody objected.

    The file is written by the process of sound, with a key that is made here and stored sealed: the call waits for neither disk
    nor database.
    """

    def __init__(self, desk: Desk, call: UUID, brand: UUID, plan: Plan) -> None:
        self._desk, self._call, self._brand, self._plan = desk, call, brand, plan
        self._wanted = plan.drawn
        self._staff: UUID | None = None
        self._sides = NOBODY
        self._making: asyncio.Task[bool] | None = None
        self._offered = self._objected = False
        self._paused = self._why = ""
        self._began = 0.0
        self._told: list[tuple[float, str]] = []
        self._ending: asyncio.Task[None] | None = None
        self.id = uuid7()

    @property
    def announced(self) -> bool:
        """Whether the caller is to be told, before they wait."""
        return self._plan.drawn

    @property
    def key(self) -> str:
        """The one that refuses."""
        return self._plan.key

    def notice(self, language: str) -> str:
        """What is said before."""
        return self._plan.notice.get(own(language)) or phrase("recorded", language, key=self.key)

    def understood(self, language: str) -> str:
        """What is said to whoever refuses."""
        return self._plan.objected.get(own(language)) or phrase("unrecorded", language)

    def follow(self, sides: Sides, why: str = "waiting") -> None:
        """Who is to be heard on both sides from now on; nobody: silence is kept, and ``why`` (a word of ``silences.WHY``)."""
        self._sides, self._why = sides, why
        if self._making is not None:
            self._tap()
        elif self._wanted and sides != NOBODY and not self._objected and self._ending is None:
            self._making = asyncio.ensure_future(self._make())

    def offer(self) -> str | None:
        """An agent wants this call recorded: its caller is told now, and may refuse. None, or why it may not be."""
        if self._objected:
            return "objected"
        if not self._plan.by_hand or self._wanted:
            return "no_recording"
        self._offered = True
        return None

    def begin(self, staff: UUID) -> None:
        """The caller was told, and does not refuse."""
        if not self._objected and not self._wanted:
            self._wanted, self._staff = True, staff
            self.follow(self._sides)

    def pause(self, why: str, staff: UUID) -> str | None:
        """Keep silence from now on: a card is read out, or something private is said. None, or why not."""
        if self._making is None or self._objected or self._ending:
            return "no_recording"
        if not self._paused:
            self._paused = why
            self._tap()
            self._write(actions.recording_paused, why, staff)
        return None

    def resume(self, staff: UUID) -> str | None:
        """Keep what is said again. None, or why not."""
        if self._making is None or self._objected or self._ending:
            return "no_recording"
        if self._paused:
            self._paused = ""
            self._tap()
            self._write(actions.recording_resumed, staff)
        return None

    def refused_by(self, digit: str) -> bool:
        """Whether the caller refuses by this key. It means nothing while they pay, nor where nothing is to be recorded."""
        asked = (self._wanted or self._offered) and not self._paused and digit == self.key
        return asked and self.object("key", None) is None

    def object(self, how: str, staff: UUID | None) -> str | None:
        """The caller refuses: what was kept is deleted. None, or why that changes nothing."""
        if self._objected:
            return "objected"
        self._objected = True
        self._tap()
        self._ending = asyncio.ensure_future(self._withdraw(self._ending, how, staff))
        return None

    def failed(self) -> None:
        """The disk refuses: what was written before is kept."""
        self._ending = self._ending or asyncio.ensure_future(self._stop("disk"))

    async def end(self) -> None:
        """The call is over."""
        self._ending = self._ending or asyncio.ensure_future(self._stop("ended"))
        _done, late = await asyncio.wait([self._ending], timeout=LAST_WORDS)
        if late or (fault := self._ending.exception()) is not None:
            log.error("a recording could not be ended", exc_info=None if late else fault)

    async def _make(self) -> bool:
        key = secrets.token_bytes(32)
        try:
            path = await asyncio.to_thread(recordings.ready, recordings.file_of(self._brand, self.id))
            self._began = self._desk.clock()
            await self._desk.media.record(str(self.id), path, key, *self._heard)
        except (OSError, Unopened):
            log.exception("a call could not be recorded")
            return False
        self._tap()
        self._write(actions.recording_started, self.id, seal_key(key), self._staff)
        return True

    async def _stop(self, why: str) -> None:
        if self._making is None or not await self._making:
            return
        made = await self._desk.media.finish(str(self.id))
        gaps = named([(round(gap.start, 2), round(gap.seconds, 2), gap.why) for gap in made.gaps], self._told)
        self._write(actions.recording_stopped, why, made.seconds, gaps)

    async def _withdraw(self, before: "asyncio.Task[None] | None", how: str, staff: UUID | None) -> None:
        await (before or self._stop("objected"))
        await asyncio.to_thread(recordings.remove, recordings.file_of(self._brand, self.id))
        self._write(actions.recording_objected, how, staff)

    @property
    def _heard(self) -> Sides:
        return NOBODY if self._paused or self._objected else self._sides

    def _tap(self) -> None:
        why = "refused" if self._objected else self._paused or ("" if self._sides != NOBODY else self._why)
        self._told.append((self._desk.clock() - self._began, why or "asked"))
        self._desk.media.tap(str(self.id), *self._heard)

    def _write(self, act: Callable[..., object], *more: object) -> None:
        self._desk.ledger.write(self._call, self._brand, act, self._call, *more, self._desk.now())
