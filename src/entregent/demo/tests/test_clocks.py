"""Promises recomputed from the facts alone, and the rhythm of the ninety days."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from entregent.demo.dice import Dice
from entregent.demo.plan import BRANDS, brand_plan
from entregent.demo.rhythm import arrivals, is_holiday, outage_start
from entregent.demo.tests.conftest import NOW
from entregent.demo.world import World
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import BusinessCalendar, add_business, business_seconds
from entregent.tickets.models import Promise

PARIS = ZoneInfo("Europe/Paris")


def test_promises_are_those_that_the_facts_imply(world: World) -> None:
    calendars = {policy.id: house.calendar_of(policy) for house in world.houses.values() for policy in house.policies}
    told: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in sorted(world.rows.facts, key=lambda fact: fact.at):
        if fact.kind.startswith("promise."):
            told[fact.subject].append(fact)
    rows = world.rows.of(Promise)
    assert len(told) == len(rows)
    for row in rows:
        _recompute(row, told[row["id"]], calendars[row["policy_id"]])


def _recompute(row: dict, facts: list[Fact], calendar: BusinessCalendar) -> None:
    state, due, left = "", None, float(row["target_seconds"])
    for fact in facts:
        match fact.kind:
            case "promise.activated" | "promise.resumed":
                state, due = "active", add_business(calendar, fact.at, timedelta(seconds=left))
                assert fact.data["due"] == due
            case "promise.paused":
                assert due is not None
                left = business_seconds(calendar, fact.at, due) if fact.at < due else 0.0
                state, due = "paused", None
                assert fact.data["left"] == left
            case "promise.fulfilled":
                remaining = left
                if due is not None:
                    assert fact.at <= due
                    remaining = business_seconds(calendar, fact.at, due)
                assert fact.data["used"] == pytest.approx(row["target_seconds"] - remaining)
                state = "fulfilled"
            case "promise.breached":
                assert fact.at == due
                state = "breached"
            case "promise.warned":
                assert due is not None and fact.at < due
            case "promise.cancelled":
                state = "cancelled"
    assert row["state"] == state
    assert row["due_at"] == due
    if state == "active":
        assert due is not None and due >= NOW


def test_most_promises_are_kept_and_some_are_not(world: World) -> None:
    first = Counter(row["state"] for row in world.rows.of(Promise) if row["kind"] == "first_response")
    kept = first["fulfilled"] / (first["fulfilled"] + first["breached"])
    assert 0.82 < kept < 0.97


def test_mondays_and_late_mornings_are_the_busiest() -> None:
    days, hours = Counter(), Counter()
    for slug in BRANDS:
        for arrival in arrivals(brand_plan(slug), 1.0, NOW, Dice(1, slug)):
            if arrival.outage is None:
                local = arrival.at.astimezone(PARIS)
                days[local.weekday()] += 1
                hours[local.hour] += 1
    assert days.most_common(1)[0][0] == 0
    assert days[6] < days[5] < min(days[day] for day in range(5))
    assert {hour for hour, _ in hours.most_common(2)} == {10, 11}


def test_holidays_are_quiet() -> None:
    plan = brand_plan("armor")
    by_day = Counter(arrival.at.astimezone(PARIS).date() for arrival in arrivals(plan, 1.0, NOW, Dice(1, "armor")))
    quiet = [day for day in by_day if is_holiday(plan, day) and day.weekday() < 5]
    assert quiet, "11 November falls on a Wednesday"
    ordinary = median(count for day, count in by_day.items() if day.weekday() < 5)
    assert all(by_day[day] < ordinary * 0.6 for day in quiet)


@pytest.mark.parametrize("slug", ["armor", "noroit"])
def test_outages_are_seen_in_the_volumes(slug: str) -> None:
    plan = brand_plan(slug)
    assert plan.outage is not None
    start = outage_start(plan.outage, NOW.astimezone(PARIS).date(), PARIS).astimezone(PARIS)
    assert start.weekday() == plan.outage.weekday
    by_day = Counter(arrival.at.astimezone(PARIS).date() for arrival in arrivals(plan, 1.0, NOW, Dice(1, slug)))
    others = [count for day, count in by_day.items() if day.weekday() == start.weekday() and day != start.date()]
    assert by_day[start.date()] > 2 * median(others)
