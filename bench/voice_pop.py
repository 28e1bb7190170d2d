"""How soon an agent sees who calls, in a house of a million persons: ``python -m bench.voice_pop [--keep FOLDER]``.

A call is taken in, waits, is offered, and the agent's page asks who rings; the clock runs over the four, one after
the other. Each number is shared by seventy persons, far more than in life.
"""

import argparse
import os
import time
from itertools import pairwise
from pathlib import Path

from bench import house
from bench.million import setting
from bench.million.fill import PERSONS, fill
from bench.telephone.world import free_port, share

CALLS, AIM = 100, 100
STEPS = ("who calls", "queue", "offer", "page")


def main() -> None:
    """Fill, call, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path, help="a folder for the database: filled the first time, kept")
    with house.database(options.parse_args().keep) as url:
        house.django()
        number = _house(url)
        found = [_call(number, n) for n in range(CALLS + 1)][1:]  # the first one warms plans and connections
    took = [sum(steps) for steps in found]
    print(f"voice_pop: {CALLS} calls, a million persons; load {os.getloadavg()[0]:.1f}")
    for name, steps in zip(STEPS, zip(*found, strict=True), strict=True):
        print(f"  {name:10} p50 {share(list(steps), 0.5):6.1f} ms, p95 {share(list(steps), 0.95):6.1f}")
    print(f"  in all     p50 {share(took, 0.5):6.1f} ms, p95 {share(took, 0.95):6.1f} (aim {AIM}), slowest {max(took):.1f}")


def _house(url: str):
    """The number that is called; the million is there, and one agent who takes calls."""
    from django.utils import timezone

    from entregent.access.models import Staff
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.voice.models import Node, Number
    from entregent.routing.models import Presence

    now = timezone.now()
    if not Brand.objects.exists():
        setting.build(now)
        fill(url, lambda text: print(f"  {text}", flush=True), *PERSONS)
    brand, port = Brand.objects.get(slug="ponant"), free_port()
    Node.objects.create(control=f"127.0.0.1:{port}", sip=f"127.0.0.1:{port}", started_at=now, seen_at=now)
    agent = Staff.objects.filter(memberships__of_brand=brand, memberships__role="agent").order_by("id").first()
    with visible([brand.id]):
        Presence.objects.exclude(staff=agent).update(state="offline")
        Presence.objects.filter(staff=agent).update(state="available", lacks=[], seen_at=now)
        return Number.objects.get_or_create(brand=brand, number="+33261910010")[0]


def _call(number, n: int) -> list[float]:
    """Milliseconds of each step of one call, which is over afterwards."""
    from django.test import Client
    from django.utils import timezone

    from entregent.access.models import Staff
    from entregent.brands.scope import visible
    from entregent.channels.voice import actions
    from entregent.channels.voice.models import Node
    from entregent.routing.dispatcher import dispatch
    from entregent.routing.models import Offer, Presence

    agent = Staff.objects.get(id=Presence.objects.get(state="available").staff_id)
    client = Client(headers={"host": "localhost"})
    client.force_login(agent)
    with visible([number.brand_id]):
        node, marks = Node.objects.latest("started_at").id, [time.perf_counter()]
        begun = actions.begin(number.id, f"063998{n * 97 % 10000:04d}", "", node=node, now=timezone.now())
        marks.append(time.perf_counter())
        actions.queue_up(begun.call, None, now=timezone.now())
        marks.append(time.perf_counter())
    dispatch(timezone.now())
    marks.append(time.perf_counter())
    shown = client.get("/desk/ringing/")
    marks.append(time.perf_counter())
    with visible([number.brand_id]):
        assert shown.status_code == 200, shown.status_code
        assert Offer.objects.filter(state="ringing", staff=agent).exists(), "nobody was offered the call"
        actions.end(begun.call, "customer", timezone.now())
    return [1000 * (after - before) for before, after in pairwise(marks)]


if __name__ == "__main__":
    main()
