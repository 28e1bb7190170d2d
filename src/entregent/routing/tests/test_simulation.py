"""Random arrivals through the real router, on simulated time: all wait as in the ideal queue, and that queue is Erlang's.

The ideal queue is five lines, so a hundred thousand callers pass through it, where the router's database bears some hundreds.
Caller by caller, the comparison also sees what a mean does not: someone served out of turn, an agent left idle for a moment.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from math import inf, sqrt
from random import Random
from statistics import fmean, stdev
from typing import NamedTuple
from uuid import UUID

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.routing import actions
from entregent.routing.erlang import erlang_a, erlang_c, mean_wait
from entregent.routing.models import Queue, QueueMember

AGENTS, LOAD, WORK, PATIENCE = 5, 4.0, 180.0, 120.0
CALLS = 240
EVENTS_A_TRANSACTION = 15
IDEAL_CALLS, BATCHES = 100_000, 20
STUDENT = 2.861  # 99 % of Student's law, at 19 degrees of freedom


class Call(NamedTuple):
    """When it comes, how long it keeps an agent, how long its caller waits at most; seconds."""

    at: float
    work: float
    patience: float


class Outcome(NamedTuple):
    """How long the caller waited, whether everybody was busy, and whether the caller hung up."""

    wait: float
    had_to: bool
    lost: bool


def calls(number: int, seed: int, patience: float = inf) -> Iterator[Call]:
    """Poisson arrivals, exponential work; exponential patience of that mean, endless when not given."""
    dice, at = Random(seed), 0.0
    for _ in range(number):
        at += dice.expovariate(LOAD / WORK)
        yield Call(at, dice.expovariate(1 / WORK), dice.expovariate(1 / patience) if patience < inf else inf)


def ideal(arriving: Iterator[Call]) -> list[Outcome]:
    """First come, first served, by whoever is free first, unless they have hung up."""
    free, outcomes = [0.0] * AGENTS, []
    for call in arriving:
        start = max(call.at, free[0])
        lost = start - call.at > call.patience
        if not lost:
            heapq.heapreplace(free, start + call.work)
        outcomes.append(Outcome(call.patience if lost else start - call.at, start > call.at, lost))
    return outcomes


def routed(queue: Queue, start: datetime, arriving: list[Call]) -> list[Outcome]:
    """The same callers through the real router; calls are answered the moment they ring."""
    order = count()
    agenda = [(call.at, next(order), "arrives", number, None) for number, call in enumerate(arriving)]
    agenda += [(call.at + call.patience, next(order), "hangs up", n, None) for n, call in enumerate(arriving)]
    agenda = [event for event in agenda if event[0] < inf]
    heapq.heapify(agenda)
    busy, had_to, outcomes = 0, {}, {}
    for moment, what, number, item in by_transactions(queue, agenda):
        now, call = start + timedelta(seconds=moment), arriving[number]
        if what == "arrives":
            had_to[number] = busy == AGENTS
            actions.enqueue(queue.brand_id, queue.id, "call", UUID(int=number), None, now=now, actor="system:test")
        elif what == "hangs up":
            if number not in outcomes:
                actions.cancel(UUID(int=number), now, "system:test")
                outcomes[number] = Outcome(moment - call.at, True, True)
            continue
        else:
            actions.finish(item, now, "system:test")
            busy -= 1
        if busy == AGENTS:
            continue
        for fact in actions.offer(now)[1]:
            taken, _ = actions.accept(fact.data["offer"], fact.data["staff"], now)
            busy += 1
            served = taken.subject.int
            assert served not in outcomes
            outcomes[served] = Outcome(moment - arriving[served].at, had_to[served], False)
            heapq.heappush(agenda, (moment + arriving[served].work, next(order), "ends", served, taken.id))
    return [outcomes[number] for number in range(len(arriving))]


def by_transactions(queue: Queue, agenda: list[tuple]) -> Iterator[tuple]:
    """What happens, in order, a few at a time in a transaction with real commits."""
    while agenda:
        with visible([queue.brand_id]):
            for _ in range(EVENTS_A_TRANSACTION):
                if agenda:
                    moment, _order, what, number, item = heapq.heappop(agenda)
                    yield moment, what, number, item


@pytest.fixture
def centre(committed, hire, now):
    """Five agents and a queue in a database with real commits: thousands of changes to a row in one transaction would crawl."""
    brand = Brand.objects.create(slug="centre", name="Centre", code="CEN")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Appels")
        for n in range(AGENTS):
            staff = hire(brand, f"Agent {n}")
            QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
            actions.equip(staff.id, "call", True, now)
            actions.set_presence(staff.id, "available", now, "system:test")
    return queue


@pytest.mark.parametrize("patience", [inf, PATIENCE], ids=["patient", "impatient"])
def test_every_caller_waits_as_in_the_ideal_queue(centre, now, patience):
    arriving = list(calls(CALLS, 11, patience))
    expected, found = ideal(iter(arriving)), routed(centre, now, arriving)
    assert sum(one.had_to for one in expected) > CALLS / 4, "enough callers had to wait"
    assert sum(one.lost for one in expected) > CALLS / 20 or patience == inf
    assert [(one.had_to, one.lost) for one in found] == [(one.had_to, one.lost) for one in expected]
    assert [one.wait for one in found] == pytest.approx([one.wait for one in expected], abs=1e-3)


def interval(values: list[float]) -> tuple[float, float]:
    """Mean and half-width of its 99 % confidence interval, by batch means: neighbours in a queue are not independent."""
    size = len(values) // BATCHES
    means = [fmean(values[n * size : (n + 1) * size]) for n in range(BATCHES)]
    return fmean(means), STUDENT * stdev(means) / sqrt(BATCHES)


def test_the_ideal_queue_is_erlangs():
    patient, impatient = ideal(calls(IDEAL_CALLS, 11)), ideal(calls(IDEAL_CALLS, 5, PATIENCE))
    hurried = erlang_a(AGENTS, LOAD, WORK, PATIENCE)
    for values, right, closeness in (
        ([float(one.had_to) for one in patient], erlang_c(AGENTS, LOAD), 0.03),
        ([one.wait for one in patient], mean_wait(AGENTS, LOAD, WORK), 15.0),
        ([float(one.lost) for one in impatient], hurried.abandons, 0.007),
        ([float(one.had_to) for one in impatient], hurried.waits, 0.015),
        ([one.wait for one in impatient], hurried.mean_wait, 1.0),
    ):
        found, margin = interval(values)
        assert abs(found - right) <= margin < closeness, (found, right, margin)
