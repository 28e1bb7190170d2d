"""Fifty calls at once for a long time, each followed by another: does anything grow?

``python -m bench.voice_soak [--minutes 2] [--calls 50]``: callers wait, an agent's SIP telephone answers, they talk half a
minute, all recorded. Each line is a look at the two processes and at the database; the last ones say what grew since the house
was warm, and how the calls ended.
"""

import argparse
import time
from typing import Any

import psycopg

from bench.telephone.city import City
from bench.telephone.world import PASSWORD, QUEUE, World, load, wait, world

LASTS = 30.0
WARM = 60.0
"""Seconds before growth is looked at."""
LOOKS = 24
OPEN = """
SELECT (SELECT count(*) FROM voice_call WHERE ended_at IS NULL),
       (SELECT count(*) FROM routing_workitem WHERE state NOT IN ('done', 'cancelled')),
       (SELECT count(*) FROM voice_call), (SELECT sum(n_dead_tup) FROM pg_stat_user_tables),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())
"""

ENDS = "SELECT outcome, ended_by, count(*) FROM voice_call GROUP BY 1, 2 ORDER BY 3 DESC"


def main() -> None:
    """Look, print, compare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=2)
    options.add_argument("--calls", type=int, default=50)
    chosen = options.parse_args()
    with world(chosen.calls + 5, recorded=True) as house, City() as city, psycopg.connect(house.url, autocommit=True) as books:
        users = [f"a{number}" for number in range(chosen.calls + 5)]
        city.ask("agents", server=house.sip, users=users, password=PASSWORD)
        wait(lambda: city.ask("figures")["registered"] == len(users), 30)
        seconds, rate = 60 * chosen.minutes + WARM, chosen.calls / LASTS
        print(
            f"voice_soak: {chosen.calls} calls at once, {rate:.1f} new ones a second, for {chosen.minutes:g} min; {load()}",
            flush=True,
        )
        city.ask("call", server=house.sip, to=QUEUE, count=int(rate * seconds), rate=rate, lasts=LASTS)
        began, looks, named, warm = time.monotonic(), 0, 0, None
        while (now := time.monotonic() - began) < seconds:
            if now >= 60 * named:
                named += 1
                city.ask("agents", server=house.sip, users=users, password=PASSWORD)
                books.execute("UPDATE routing_presence SET seen_at = now()")  # as the agents' open pages do
            if now >= WARM + looks * 60 * chosen.minutes / LOOKS:
                looks += 1
                seen = _look(house, city, books)
                warm = warm or seen
                print(f"  {now / 60:5.1f} min: " + ", ".join(f"{name} {value:.0f}" for name, value in seen.items()), flush=True)
            time.sleep(1)
        last = _look(house, city, books)
        assert warm is not None
        city.ask("hang_up")
        wait(lambda: books.execute(OPEN).fetchone()[0] == 0, 30)
        print("  grew by: " + ", ".join(f"{name} {last[name] - warm[name]:+.0f}" for name in warm) + f"; {load()}")
        print("  afterwards: " + ", ".join(f"{name} {value:.0f}" for name, value in _look(house, city, books).items()))
        print("  ends: " + ", ".join(f"{outcome} by {by} {count}" for outcome, by, count in books.execute(ENDS)))


def _look(house: World, city: City, books: psycopg.Connection[Any]) -> dict[str, float]:
    told, row = city.ask("figures"), books.execute(OPEN).fetchone()
    names = ("open in the books", "items", "calls so far", "dead rows", "connections")
    found = house.weight() | dict(zip(names, row, strict=True))
    found |= {"bridged": told["bridged"], "refused": len(told["refused"]), "cut": told["cut"], "packets lost": told["lost"]}
    return {name: float(value) for name, value in found.items()}


if __name__ == "__main__":
    main()
