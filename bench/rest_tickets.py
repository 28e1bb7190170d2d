"""How many tickets a second the REST interface opens, on a server of its own, beside the ceiling of its PostgreSQL.

``python -m bench.rest_tickets [--seconds 20] [--clients 8] [--known 0]``. Every ticket is one request over a kept
connection to the real public server: key, rights, wall, person made (or found, for ``--known`` per cent), conversation,
message, ticket, promises, work item and facts, in one transaction that is on the disk when the answer comes.
"""

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench import house

SETUP = """
import django; django.setup()
from django.utils import timezone
from entregent.access.actions import create_key
from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.models import Calendar
from entregent.calendar.rules import office
from entregent.routing.models import Queue
from entregent.tickets.models import PromisePolicy
brand = Brand.objects.create(slug="banc", name="Banc", code="BAN")
with visible([brand.id]):
    staff = Staff.objects.create_user("banc@example.org", name="Banc")
    Membership.objects.create(staff=staff, of_brand=brand, role="administrator")
    Queue.objects.create(brand=brand, name="Tous", is_default=True)
    hours = Calendar.objects.create(brand=brand, name="Bureau", hours=office("Europe/Paris", "FR"), is_default=True)
    PromisePolicy.objects.create(
        brand=brand, name="Tous", calendar=hours, first_response_minutes=240, next_response_minutes=120, resolution_minutes=960
    )
    print(create_key(brand, "banc", ["tickets.read", "tickets.write"], now=timezone.now(), by=staff)[1])
"""


@dataclass
class Tally:
    """What one client saw."""

    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _key() -> str:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "entregent.config.settings"}
    return subprocess.run(
        [sys.executable, "-c", SETUP], check=True, env=environment, capture_output=True, text=True
    ).stdout.strip()


@contextmanager
def public_server(port: int, count: int):
    """The real public process, or several that share the port; stopped afterwards."""
    command = [sys.executable, "-m", "entregent.config.cli", "public", "--port", str(port)]
    processes = [subprocess.Popen(command) for _ in range(count)]
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(count)  # the others too
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _body(client: int, count: int, known: int, run: str) -> bytes:
    old = random.random() * 100 < known
    address = f"client{random.randrange(500)}@example.org" if old else f"c{client}.{count}.{run}@example.org"
    request = {
        "person": {"mail": address, "name": "Camille Martin"},
        "subject": "Ma facture de novembre",
        "text": "Bonjour,\n\nje ne comprends pas le montant de ma dernière facture. " * 4,
        "channel": "mail",
    }
    return json.dumps(request).encode()


def _client(port: int, key: str, number: int, known: int, until: float, tally: Tally, run: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    count = 0
    while time.perf_counter() < until:
        count += 1
        started = time.perf_counter()
        connection.request("POST", "/api/v1/tickets", _body(number, count, known, run), headers)
        answer = connection.getresponse()
        content = answer.read()
        tally.times.append(time.perf_counter() - started)
        if answer.status != 201:
            tally.failures.append(f"{answer.status} {content[:200]!r}")
    connection.close()


def load(port: int, key: str, clients: int, seconds: float, known: int, run: str) -> tuple[float, list[float], list[str]]:
    """Tickets a second, the time of each request in seconds, and what failed."""
    tallies = [Tally() for _ in range(clients)]
    started = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(port, key, number, known, started + seconds, tally, run))
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    times = [time for tally in tallies for time in tally.times]
    failures = [failure for tally in tallies for failure in tally.failures]
    return (len(times) - len(failures)) / took, times, failures


def main() -> None:
    """Run it and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--known", type=int, default=0, help="per cent of the requests whose person is already known")
    options.add_argument("--processes", type=int, default=1, help="public processes on the one port")
    options.add_argument("--no-ceiling", action="store_true")
    chosen = options.parse_args()
    with house.database() as url:
        key, port = _key(), _free_port()
        with public_server(port, chosen.processes) as servers:
            print(*[f"public process {server.pid}" for server in servers], file=sys.stderr, flush=True)
            load(port, key, chosen.clients, 3, 100, "warm")
            rate, times, failures = load(port, key, chosen.clients, chosen.seconds, chosen.known, "run")
        percentiles = statistics.quantiles(times, n=100)
        print(f"rest_tickets: {rate:.0f} tickets/s, {chosen.clients} clients, {chosen.processes} public process(es)")
        print(f"  {len(times)} requests in {chosen.seconds} s")
        print(f"  p50 {percentiles[49] * 1000:.1f} ms, p95 {percentiles[94] * 1000:.1f} ms, failures {len(failures)}")
        for failure in failures[:3]:
            print(f"  {failure}")
        if not chosen.no_ceiling:
            print(f"  pgbench TPC-B, same server and clients: {house.ceiling(url, chosen.clients, 10):.0f} transactions/s")


if __name__ == "__main__":
    main()
