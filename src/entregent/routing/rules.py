"""What the router decides, and why: pure. ``actions/offer.sql`` runs the same rules on tables; a test holds both equal."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor
from typing import Any
from uuid import UUID

LIVE = frozenset({"call", "chat"})
"""Channels where someone is there, now."""

BOUND_BY_HOURS = frozenset({"call", "chat", "callback"})
"""Channels received only in the queue's hours; what is written may be worked on by whoever is there at any time."""

REFUSAL_REST = timedelta(minutes=5)
"""How long an item is not offered again to those who refused it or let it ring."""

MISSES_BEFORE_PAUSE = 2
"""Offers left unanswered in a row before the agent is held to be away from the desk, where the queue does not say."""
CALLS_MISSED = 1
"""The same of calls: somebody waits on the line, and the next one would hear it ring in vain too."""


def misses_allowed(channel: str, of_queue: int | None) -> int:
    """After how many in a row an agent who lets an offer ring is paused; ``of_queue``: what the queue says of it."""
    if of_queue is not None:
        return of_queue
    return CALLS_MISSED if channel == "call" else MISSES_BEFORE_PAUSE


SILENCE = timedelta(seconds=90)
"""Without a sign of life of the desk for that long, the agent is held to be gone."""

VERDICTS = ("free", "offline", "paused", "busy", "refused", "lacks_skill")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many items of a channel at once; ``alone``: nothing of another channel meanwhile."""

    limit: int
    alone: bool = False


DEFAULT_LIMITS: Mapping[str, Limit] = {
    "mail": Limit(5),
    "call": Limit(1, alone=True),
    "chat": Limit(3),
    "letter": Limit(5),
    "callback": Limit(1),
    "task": Limit(5),
}


def overflow_ring(queue: UUID, overflows: Mapping[UUID, UUID | None]) -> list[UUID]:
    """The queues through which an item that leaves ``queue`` comes back to it, from it to itself; empty: there is no ring.

    ``overflows``: queue → where it overflows. A ring that does not hold ``queue`` is not its business.
    """
    path, following = [queue], overflows.get(queue)
    while following is not None and following not in path:
        path.append(following)
        following = overflows.get(following)
    return [*path, queue] if following == queue else []


def open_to(held: Mapping[str, int], limits: Mapping[str, Limit], lacks: Collection[str] = ()) -> frozenset[str]:
    """The channels of which an agent with these items in hand may be offered one more; of what they lack the means, nothing."""

    def bars(other: str, channel: str) -> bool:
        alone = limits[other].alone if other in limits else False
        return other != channel and held[other] > 0 and (alone or (limits[channel].alone and other in LIVE))

    return frozenset(
        channel
        for channel, rule in limits.items()
        if channel not in lacks and held.get(channel, 0) < rule.limit and not any(bars(other, channel) for other in held)
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A skill asked for; its level (1 to 5) falls by one each ``relax_seconds`` of waiting (None: never)."""

    skill: UUID
    level: int
    relax_seconds: int | None = None


def level_needed(need: Need, age: float) -> int:
    """The level that an item ``age`` seconds old still asks for; 0: not asked any more."""
    fallen = floor(age / need.relax_seconds) if need.relax_seconds else 0
    return max(0, need.level - fallen)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that waits, with what its queue says of it: ``priority`` is the sum of both."""

    id: UUID
    queue: UUID
    channel: str
    enqueued_at: datetime
    priority: int = 0
    target_seconds: int = 3600
    needs: tuple[Need, ...] = ()
    preferred: UUID | None = None
    refused_by: frozenset[UUID] = frozenset()
    offered_at: datetime | None = None

    def age(self, now: datetime) -> float:
        """Seconds since it was first queued."""
        return (now - self.enqueued_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent, as the router sees them."""

    id: UUID
    queues: frozenset[UUID]
    state: str
    idle_since: datetime
    open_to: frozenset[str]
    skills: Mapping[UUID, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)


def urgency(item: Waiting, now: datetime) -> tuple[int, float, UUID]:
    """The order of items, the smallest first: priority, then age in shares of the queue's target, then the id."""
    return -item.priority, -item.age(now) / max(item.target_seconds, 1), item.id


def verdict(item: Waiting, agent: Candidate, now: datetime) -> str:
    """Why a member of the item's queue is not offered it now, the first reason of ``VERDICTS``; "free" if they may be."""
    if agent.state != "available":
        return agent.state
    if item.channel not in agent.open_to:
        return "busy"
    resting = item.offered_at is not None and now - item.offered_at < REFUSAL_REST
    if agent.id in item.refused_by and resting:
        return "refused"
    age = item.age(now)
    if any(agent.skills.get(need.skill, 0) < level_needed(need, age) for need in item.needs):
        return "lacks_skill"
    return "free"


def preference(item: Waiting, agent: Candidate) -> tuple[bool, int, datetime, int, UUID]:
    """The order of free agents, the smallest first: last agent, skill level, longest idle, fewest of the channel in hand."""
    level = sum(agent.skills.get(need.skill, 0) for need in item.needs)
    return agent.id != item.preferred, -level, agent.idle_since, agent.held.get(item.channel, 0), agent.id


def choose(items: Iterable[Waiting], agents: Collection[Candidate], now: datetime) -> tuple[Waiting, Candidate] | None:
    """The first item that a free agent may be given, and the first of its free agents; None when nothing fits."""
    for item in sorted(items, key=lambda item: urgency(item, now)):
        free = [agent for agent in agents if item.queue in agent.queues and verdict(item, agent, now) == "free"]
        if free:
            return item, min(free, key=lambda agent: preference(item, agent))
    return None


RECENT = timedelta(minutes=30)
"""The time that tells how fast a queue is being served."""

AT_HAND = 20
"""Seconds until a free agent has what rings in hand."""


def expected_wait(place: int, free: int, taken: int) -> int | None:
    """Seconds that the one at this place (1: the next) may expect to wait; None when nothing tells.

    With a free agent for each of those up to this place: AT_HAND. Otherwise place ÷ rate, the rate being what was ``taken``
    from the queue during RECENT, per second (Little's law, L = λW, read for W: J. D. C. Little, Operations Research 9, 1961).
    """
    if free >= place:
        return AT_HAND
    return round(place * RECENT.total_seconds() / taken) if taken else None


DECISIVE = (("preferred", "last_agent"), ("level", "skill_level"), ("idle_since", "longest_idle"), ("load", "most_room"))


def decided_by(reasons: Mapping[str, Any]) -> str:
    """What set the chosen agent apart from the next: only_one, last_agent, skill_level, longest_idle, most_room or order."""
    candidates = reasons["candidates"]
    if len(candidates) < 2:
        return "only_one"
    first, second = candidates[:2]
    return next((word for key, word in DECISIVE if first[key] != second[key]), "order")
