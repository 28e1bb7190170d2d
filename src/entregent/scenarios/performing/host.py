"""The session under way, and each kind of effect done for it. A ``Result`` for every one of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.calendar.queries import business_calendar, default_calendar
from entregent.kernel.business_time import NeverOpens, is_open, next_opening
from entregent.knowledge.queries import search
from entregent.routing.queries import wait_for
from entregent.scenarios.models import Session
from entregent.scenarios.performing import calling_back, carrying, looking_up, requests
from entregent.scenarios.tree import effects
from entregent.scenarios.tree.inputs import Result
from entregent.scenarios.tree.state import State
from entregent.scenarios.trees import links_of
from entregent.understanding import provider

MOST_PASSAGES = 2
WRITTEN = ("chat", "web")
"""Media on which somebody waits some seconds for an answer that is written for them."""


@dataclass
class Host:
    """Performs for one session, in the transaction of its caller."""

    brand: Brand
    session: Session
    now: datetime
    actor: str
    state: State | None = None
    facts: list[Any] = field(default_factory=list)

    def perform(self, effect: effects.Performed, state: State) -> Result | None:
        """What came of an effect; None when a program outside has to be asked first (``session.waiting`` says which)."""
        self.state = state
        match effect:
            case effects.Look():
                return looking_up.look(self, effect)
            case effects.Opening():
                return self._opening(effect)
            case effects.Expect():
                return self._expect(effect)
            case effects.Search():
                return self._search(effect)
            case effects.MakeTicket():
                return requests.make_ticket(self, effect)
            case effects.FindTimes():
                return calling_back.find_times(self, effect)
            case effects.CallBack():
                return calling_back.book(self, effect)
            case effects.GiveCode():
                return Result(effect.serial, "given", {"carry.code": carrying.give_code(self.session, self.now)})

    def link(self, kind: str, name: str) -> UUID | None:
        """What a name in the tree meant when it was published: a queue, a calendar, a reason, a connector."""
        scenario = self.state.scenario if self.state is not None else ""
        found: Mapping[str, str] = links_of(self.session, scenario).get(kind, {})
        return UUID(found[name]) if name in found else None

    @property
    def variables(self) -> Mapping[str, Any]:
        """What the session knows."""
        return self.state.variables if self.state is not None else {}

    def _opening(self, effect: effects.Opening) -> Result:
        id = self.link("calendars", effect.calendar)
        hours = business_calendar(id) if id is not None else default_calendar(self.brand.id)
        if is_open(hours, self.now):
            return Result(effect.serial, "open")
        try:
            opening = timezone.localtime(next_opening(hours, self.now), hours.zone).isoformat()
        except NeverOpens:
            opening = None
        return Result(effect.serial, "closed", {"hours.opening": opening})

    def _expect(self, effect: effects.Expect) -> Result:
        queue, channel = self.link("queues", effect.queue), "call" if self.session.medium == "phone" else "chat"
        seconds = wait_for(self.brand.id, queue, channel, self.now)
        minutes = math.ceil(seconds / 60) if seconds is not None else None
        long = minutes is None or minutes >= effect.minutes
        return Result(effect.serial, "long" if long else "short", {"queue.wait": minutes})

    def _search(self, effect: effects.Search) -> Result | None:
        read_out = self.session.medium == "script"  # to an agent, who may be told what is written for colleagues
        hits = search(self.brand.id, effect.words, public_only=not read_out, language=effect.language[:2], limit=MOST_PASSAGES)
        said = tuple((hit.title, hit.passage, hit.url) for hit in hits)
        if said and provider.available() and self.session.medium in WRITTEN:
            self.session.waiting = {
                "serial": effect.serial, "question": effect.words, "language": effect.language[:2], "said": said,
            }  # fmt: skip
            return None
        return Result(effect.serial, "found" if said else "missing", said=said)
