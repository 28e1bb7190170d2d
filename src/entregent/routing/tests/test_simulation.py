"""Random arrivals through the real router, on simulated time, behave as Erlang said they must."""

import heapq
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from math import sqrt
from random import Random
from statistics import fmean, stdev
from uuid import UUID

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.routing import actions
from entregent.routing.erlang import erlang_a, erlang_c, mean_wait
from entregent.routing.models import Queue, QueueMember

AGENTS, LOAD, WORK = 5, 4.0, 180.0
CALLS, BATCHES = 1200, 20
EVENTS_A_TRANSACTION = 15


@dataclass
class Centre:
    """A centre where calls are answered the moment they ring; ``patience`` is the mean seconds before a caller hangs up."""

    queue: Queue
    start: object
    seed: int
    patience: float | None = None
    waits: list[float] = field(default_factory=list)
    waited: list[bool] = field(default_factory=list)
    abandoned: list[bool] = field(default_factory=list)

    def run(self, calls: int) -> None:
        dice, order = Random(self.seed), count()
        at, arrived, work = 0.0, {}, {}
        agenda = []
        for number in range(calls):
            at += dice.expovariate(LOAD / WORK)
            subject = UUID(int=self.seed << 64 | number)
            work[subject] = dice.expovariate(1 / WORK)
            heapq.heappush(agenda, (at, next(order), "arrives", subject, None))
            if self.patience:
                heapq.heappush(agenda, (at + dice.expovariate(1 / self.patience), next(order), "hangs up", subject, None))
        self._play(agenda, order, arrived, work)

    def _by_transactions(self, agenda):
        """What happens, in order, a few at a time in a transaction with real commits."""
        while agenda:
            with visible([self.queue.brand_id]):
                for _ in range(min(EVENTS_A_TRANSACTION, len(agenda))):
                    if agenda:
                        moment, _order, what, subject, item = heapq.heappop(agenda)
                        yield moment, what, subject, item

    def _play(self, agenda, order, arrived, work) -> None:
        outcome, free_at_arrival = {}, AGENTS
        for moment, what, subject, item in self._by_transactions(agenda):
            now = self.start + timedelta(seconds=moment)
            if what == "arrives":
                arrived[subject] = moment
                outcome[subject] = (None, free_at_arrival == 0, False)
                actions.enqueue(self.queue.brand_id, self.queue.id, "call", subject, None, now=now, actor="system:test")
            elif what == "hangs up":
                if outcome[subject][0] is not None:
                    continue
                actions.cancel(subject, now, "system:test")
                outcome[subject] = (moment - arrived[subject], True, True)
                continue
            else:
                actions.finish(item, now, "system:test")
                free_at_arrival += 1
            if free_at_arrival:
                for fact in actions.offer(now)[1]:
                    taken, _ = actions.accept(fact.data["offer"], fact.data["staff"], now)
                    free_at_arrival -= 1
                    wait, had_to, _ = outcome[taken.subject]
                    assert wait is None
                    outcome[taken.subject] = (moment - arrived[taken.subject], had_to, False)
                    end = moment + work[taken.subject]
                    heapq.heappush(agenda, (end, next(order), "ends", taken.subject, taken.id))
        for wait, had_to, lost in outcome.values():
            self.waits.append(wait)
            self.waited.append(had_to)
            self.abandoned.append(lost)


def _interval(values: list[float]) -> tuple[float, float]:
    """Mean and half-width of its 99 % confidence interval, by batch means: neighbours in a queue are not independent."""
    size = len(values) // BATCHES
    means = [fmean(values[n * size : (n + 1) * size]) for n in range(BATCHES)]
    return fmean(means), 2.861 * stdev(means) / sqrt(BATCHES)  # Student, 19 degrees of freedom


@pytest.fixture
def centre(committed, hire, now):
    """Five agents and a queue in a database with real commits: thousands of changes to a row in one transaction would crawl."""
    brand = Brand.objects.create(slug="centre", name="Centre", code="CEN")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Appels")
        for n in range(AGENTS):
            staff = hire(brand, f"Agent {n}")
            QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
            actions.set_presence(staff.id, "available", now, "system:test")
    return queue


def test_patient_callers_wait_as_erlang_c_says(centre, now):
    run = Centre(centre, now, seed=11)
    run.run(CALLS)
    share, margin = _interval([float(had_to) for had_to in run.waited])
    assert abs(share - erlang_c(AGENTS, LOAD)) <= margin
    wait, margin = _interval(run.waits)
    assert abs(wait - mean_wait(AGENTS, LOAD, WORK)) <= margin


def test_impatient_callers_hang_up_as_erlang_a_says(centre, now):
    run = Centre(centre, now, seed=5, patience=120.0)
    run.run(CALLS)
    expected = erlang_a(AGENTS, LOAD, WORK, 120.0)
    for values, right in (
        ([float(lost) for lost in run.abandoned], expected.abandons),
        ([float(had_to) for had_to in run.waited], expected.waits),
        (run.waits, expected.mean_wait),
    ):
        found, margin = _interval(values)
        assert abs(found - right) <= margin, (found, right, margin)
