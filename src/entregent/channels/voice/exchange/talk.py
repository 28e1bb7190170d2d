"""Those who take part in a call, and the sound between them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.far_end import FarEnd
from entregent.channels.voice.exchange.hearing import TALKING, Part, Voice, recorded, routing
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.signals import Refers
from entregent.channels.voice.exchange.tape import NOBODY, Sides


@dataclass
class Somebody:
    """One who takes part. ``id`` is the agent's, or the name of somebody outside; ``end`` is theirs, when we dialled it."""

    id: UUID
    part: Part
    leg: str
    muted: bool = False
    end: FarEnd | None = None

    @property
    def voice(self) -> Voice:
        """As the mixer sees them."""
        return Voice(self.leg, self.part, self.muted)


@dataclass
class Talk:
    """A call that agents are in. ``charge``: who has it in hand, None once it was given to somebody outside."""

    desk: Desk
    call: LiveCall
    charge: UUID | None
    people: dict[UUID, Somebody] = field(default_factory=dict)
    held: bool = False
    rung: dict[UUID, Callable[[], None]] = field(default_factory=dict)
    """Those who are asked in and have not answered, and what ends their ring."""
    called: dict[UUID, Callable[[], None]] = field(default_factory=dict)
    """Those of the house whose own telephone rings because they wished to come in, and what ends its ring."""
    passing: Refers | None = None
    """The transfer that a SIP telephone asked for, until somebody answers or nobody does."""
    ends: dict[UUID, FarEnd] = field(default_factory=dict)
    """Those of them whom we call outside."""

    def write(self, act: Callable[..., object], *more: object) -> None:
        """Write something of the call in the books, as of now."""
        if self.call.id is not None:
            self.desk.ledger.write(self.call.id, self.call.brand, act, self.call.id, *more, self.desk.now())

    @property
    def agent(self) -> Somebody | None:
        """Who has it in hand."""
        return self.people.get(self.charge) if self.charge else None

    def of_leg(self, leg: str) -> Somebody | None:
        """Whose leg this is."""
        return next((one for one in self.people.values() if one.leg == leg), None)

    def those(self, *parts: Part) -> list[Somebody]:
        """Those who take part as one of these."""
        return [one for one in self.people.values() if one.part in parts]

    def route(self) -> None:
        """Let everybody hear whom they are to hear; the customer on hold hears music."""
        voices = [Voice(self.call.leg, Part.CUSTOMER), *(one.voice for one in self.people.values())]
        self.desk.media.hear(routing(voices, self.held))
        alone = self.held or not self.those(*TALKING)
        if alone and not self.call.music:
            self.desk.media.play(self.call.leg, self.desk.music(self.call.brand), loop=True)
        elif not alone and self.call.music:
            self.desk.media.stop_playing(self.call.leg)
        self.call.music = alone
        if self.call.tape is not None:
            self.call.tape.follow(*self._kept(voices))

    def _kept(self, voices: Collection[Voice]) -> tuple[Sides, str]:
        """What is recorded: nothing without somebody of the house, nor with somebody outside, whom nobody told; and why not."""
        if self.those(Part.OUTSIDE):
            return NOBODY, "outside"
        if not self.those(Part.AGENT, Part.JOINED):
            return NOBODY, "waiting"
        return recorded(voices, self.held), "hold"

    def hold(self, on: bool) -> None:
        """Put the customer on hold, or take them up again."""
        if self.held != on:
            self.held = on
            self.route()
            self.write(actions.held if on else actions.resumed, self.charge)

    def ring(self, id: UUID, stop: Callable[[], None]) -> None:
        """Somebody is asked in: whoever asks hears it ring."""
        self.rung[id] = stop
        if self.agent is not None:
            self.desk.media.play(self.agent.leg, ["tone:ringback"], loop=True)

    def rung_off(self, id: UUID, *, answered: bool = False) -> None:
        """They answered, or are not asked any more: their telephone rings no longer."""
        stop = self.rung.pop(id, None)
        if stop is not None and not answered:
            stop()
        if self.agent is not None and not self.rung:
            self.desk.media.stop_playing(self.agent.leg)

    def add(self, somebody: Somebody) -> None:
        """They take part from now on."""
        self.people[somebody.id] = somebody
        self.call.people.add(somebody.id)
        self.route()

    def drop(self, id: UUID) -> Somebody | None:
        """They do not any more: a SIP telephone and somebody outside are hung up, a browser stays."""
        gone = self._let_go(id)
        self.route()
        return gone

    def close(self) -> None:
        """Nobody takes part any more."""
        for id in list(self.rung):
            self.rung_off(id)
        for stop in self.called.values():
            stop()
        for id in list(self.people):
            self._let_go(id)
        if self.call.tape is not None:
            self.call.tape.follow(NOBODY)

    def _let_go(self, id: UUID) -> Somebody | None:
        gone = self.people.pop(id, None)
        self.call.people.discard(id)
        if gone is not None:
            self.desk.media.hear({gone.leg: ()})
            self.desk.media.stop_playing(gone.leg)
            if gone.end is not None:
                gone.end.hang_up()
            else:
                self.desk.stations.done_with(id)
        return gone
