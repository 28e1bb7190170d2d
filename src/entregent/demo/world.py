"""The whole world, in memory: the same seed, moment and size give the same world, identifiers included."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from entregent.demo.customers import Customers
from entregent.demo.dice import Dice, Ids
from entregent.demo.history import History
from entregent.demo.house import House, build
from entregent.demo.people import Registry
from entregent.demo.plan import BRANDS, brand_plan
from entregent.demo.rhythm import DAYS, arrivals
from entregent.demo.rows import Rows
from entregent.demo.scenarios import perform
from entregent.demo.spaces import open_spaces
from entregent.demo.staff import Agent, Crew, hire
from entregent.demo.twins import Twin, Twins


@dataclass(frozen=True)
class Size:
    """How much of it: shares of the full number of persons and of requests."""

    persons: float
    requests: float


SIZES = {"full": Size(1.0, 1.0), "small": Size(0.03, 0.025)}
SEED = 2610


@dataclass
class World:
    """Everything that is to be written, and what tests want to know."""

    rows: Rows
    houses: dict[str, House]
    crew: Crew
    twins: list[Twin]
    now: datetime


def make(now: datetime, *, seed: int = SEED, size: str = "full", progress: Callable[[str], None] = lambda _: None) -> World:
    """Make the world as it is at ``now`` (aware). Raises KeyError for an unknown size."""
    gc.disable()  # millions of small objects, none of them in a cycle
    try:
        return _make(now, seed, SIZES[size], progress)
    finally:
        gc.enable()


def _make(now: datetime, seed: int, size: Size, progress: Callable[[str], None]) -> World:
    began = (now - timedelta(days=DAYS + 1)).replace(hour=5, minute=0, second=0, microsecond=0)
    rows, ids = Rows(), Ids(Dice(seed, "ids"))
    houses = {slug: build(brand_plan(slug), rows, ids, began) for slug in BRANDS}
    crew = hire(houses, rows, ids, Dice(seed, "staff"), began, now)
    twins: list[Twin] = []
    first_number = 1
    for slug, house in houses.items():
        count = max(40, round(house.plan.persons * size.persons))
        made = Twins(Registry(house.plan, Dice(seed, f"people/{slug}"), first_number, now.date()), Dice(seed, f"twins/{slug}"))
        people = made.people(count)
        first_number = made.registry.first_free
        customers = Customers(house, people, rows, ids, Dice(seed, f"customers/{slug}"), began)
        _live(slug, house, crew, customers, rows, ids, seed, size, now)
        perform(house, rows, seed, began, now, min(1.0, size.requests * 4))
        customers.close_the_door(now)
        customers.propose([twin for twin in made.pairs if twin.same], now)
        twins += made.pairs
        progress(house.plan.fields["name"])
    open_spaces(houses, rows, seed, began)
    return World(rows, houses, crew, twins, now)


def _live(
    slug: str, house: House, crew: Crew, customers: Customers, rows: Rows, ids: Ids, seed: int, size: Size, now: datetime
) -> None:
    dice = Dice(seed, f"history/{slug}")
    coming = arrivals(house.plan, size.requests, now, dice)
    customers.expect(len(coming))
    history = History(house, crew, customers, rows, ids, dice, now)
    for arrival in coming:
        history.play(arrival)
    for agent, taken in _hands(slug, crew):
        history.play_just_now(agent, taken)


def _hands(slug: str, crew: Crew) -> list[tuple[Agent | None, bool]]:
    """Requests of the last hour, whose they are and whether taken: one in Claire's hands for each of her brands, and one that
    will ring on her desk; two that wait for anybody elsewhere."""
    claire = crew.known["claire"]
    mine: dict[str, list[tuple[Agent | None, bool]]] = {"ponant": [(claire, True), (claire, False)], "armor": [(claire, True)]}
    return mine.get(slug, [(None, False), (None, False)])
