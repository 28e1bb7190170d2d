"""Asking the real public server for pages over one kept connection, and how long each took."""

import http.client
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Times:
    """Milliseconds from the request sent to the last byte of the answer (p50, p95, slowest), and those of processor that it
    took on average: what stays comparable when the machine is not alone."""

    half: float
    most: float
    worst: float
    processor: float


class Visitor:
    """A browser without a screen, signed in by its session's cookie."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"sessionid={session}", "Accept-Language": "fr", "Host": "127.0.0.1"}

    def milliseconds(self, address: str) -> float:
        """Ask for a page. Raises ValueError when it is not answered with 200."""
        began = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise ValueError(f"{address}: {answer.status} {answer.headers.get('Location', '')}")
        return took * 1000


def times(visitors: list[Visitor], addresses: Iterator[str], count: int, processor: Callable[[], float]) -> Times:
    """Ask ``count`` times, the visitors in turn; once each before, not counted (plans, templates and pages are warm).

    ``processor``: see ``seconds_of_processor``.
    """
    for visitor in visitors:
        visitor.milliseconds(next(addresses))
    before = processor()
    took = [visitors[n % len(visitors)].milliseconds(next(addresses)) for n in range(count)]
    used = (processor() - before) * 1000 / count
    cuts = statistics.quantiles(took, n=20, method="inclusive")
    return Times(cuts[9], cuts[18], max(took), used)


def seconds_of_processor(processes: Iterable[int]) -> float:
    """What these processes have used so far."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
