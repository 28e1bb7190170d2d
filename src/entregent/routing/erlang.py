"""Erlang's formulas: how long customers wait for a number of agents, without (C) and with (A) their patience running out.

Calls arrive at random (Poisson), last at random (exponential) and are answered in order. ``load`` is offered work in
erlangs: arrivals a second × mean seconds of work. Erlang C: A. K. Erlang, 1917; Erlang A: C. Palm, 1946, in the notation of
Garnett, Mandelbaum & Reiman, "Designing a call center with impatient customers", 2002.
"""

from dataclasses import dataclass
from math import exp, inf


def erlang_b(agents: int, load: float) -> float:
    """The share of calls lost when nobody may wait. Raises ValueError for a negative number."""
    if agents < 0 or load < 0:
        raise ValueError("agents and load are not negative")
    if load == 0:
        return 0.0 if agents else 1.0
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(agents: int, load: float) -> float:
    """The probability that a call waits; 1 when the agents cannot keep up. Raises ValueError for a negative number."""
    if load >= agents:
        erlang_b(agents, load)
        return 1.0
    blocked = erlang_b(agents, load)
    return agents * blocked / (agents - load * (1 - blocked))


def mean_wait(agents: int, load: float, work_seconds: float) -> float:
    """Mean seconds of wait over all calls, those answered at once included (Erlang C); infinite when agents cannot keep up."""
    return inf if load >= agents else erlang_c(agents, load) * work_seconds / (agents - load)


def service_level(agents: int, load: float, work_seconds: float, within_seconds: float) -> float:
    """The share of calls answered within a delay (Erlang C)."""
    if load >= agents:
        return 0.0
    return 1 - erlang_c(agents, load) * exp(-(agents - load) * within_seconds / work_seconds)


def agents_needed(load: float, work_seconds: float, share: float, within_seconds: float) -> int:
    """The fewest agents who answer that share (below 1) of the calls within the delay. Raises ValueError for a share of 1."""
    if not 0 <= share < 1:
        raise ValueError("no number of agents answers every call at once")
    agents = max(1, int(load) + 1)
    while service_level(agents, load, work_seconds, within_seconds) < share:
        agents += 1
    return agents


@dataclass(frozen=True, slots=True)
class Impatient:
    """What happens when waiting customers hang up (Erlang A)."""

    waits: float
    """The probability that a call finds nobody free."""
    abandons: float
    """The share of calls that hang up."""
    mean_wait: float
    """Mean seconds in the queue over all calls, answered or not."""
    occupancy: float
    """The share of time that agents work."""


def erlang_a(agents: int, load: float, work_seconds: float, patience_seconds: float) -> Impatient:
    """The queue where each waiting customer hangs up after an exponential time of that mean.

    Solved as a birth-and-death chain, states from the likeliest outwards so that nothing overflows. Raises ValueError
    unless every number is positive.
    """
    if agents < 1 or load <= 0 or work_seconds <= 0 or patience_seconds <= 0:
        raise ValueError("agents, load, work and patience are positive")
    arrivals, service, leaving = load / work_seconds, 1 / work_seconds, 1 / patience_seconds

    def ends(state: int) -> float:
        return min(state, agents) * service + max(0, state - agents) * leaving

    peak = 0
    while arrivals > ends(peak + 1):
        peak += 1
    weights = {peak: 1.0}
    state, weight = peak, 1.0
    while weight > 1e-18 or state <= agents:
        state += 1
        weight *= arrivals / ends(state)
        weights[state] = weight
    weight = 1.0
    for state in range(peak, 0, -1):
        weight *= ends(state) / arrivals
        weights[state - 1] = weight
    total = sum(weights.values())
    queue = sum((state - agents) * weight for state, weight in weights.items() if state > agents) / total
    busy = sum(min(state, agents) * weight for state, weight in weights.items()) / total
    waits = sum(weight for state, weight in weights.items() if state >= agents) / total
    return Impatient(waits, queue * leaving / arrivals, queue / arrivals, busy / agents)
