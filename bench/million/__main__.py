"""Server time of every page with 1,000,000 tickets and 1,000,000 persons: ``python -m bench.million [--only persons]``.

The database is filled anew and thrown away, or with ``--keep FOLDER`` filled once and asked again later. The pages come from
the real public server, as the role that owns nothing, for an agent of three brands and a supervisor of all five, in turn.
"""

import argparse
import os
import socket
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench import house
from bench.million import setting
from bench.million.fill import fill
from bench.million.pages import pages
from bench.million.visit import Visitor, seconds_of_processor, times

AIM = 60


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=20, help="how often each page is asked for")
    options.add_argument("--only", default="", help="pages whose name holds this")
    options.add_argument("--keep", type=Path, help="a folder for the database: filled the first time, kept")
    chosen = options.parse_args()
    with house.database(chosen.keep) as url:
        house.django()
        _fill(url)
        with _free_port() as port, house.process("public", "--port", str(port)) as server:
            house.wait_for(f"http://127.0.0.1:{port}/live/health")
            _measure(url, port, server.pid, chosen)
        ceiling = house.ceiling(url)
    print(f"pgbench TPC-B on the same server: {ceiling:.0f} transactions/s; load {os.getloadavg()[0]:.1f}")


def _fill(url: str) -> None:
    from django.utils import timezone

    from entregent.brands.models import Brand

    if Brand.objects.exists():
        return
    began = time.perf_counter()
    setting.build(timezone.now())
    fill(url, lambda text: print(f"  {text}", flush=True))
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)


def _measure(url: str, port: int, server: int, chosen: argparse.Namespace) -> None:
    sessions = setting.visitors()
    visitors = {name: Visitor(port, getattr(sessions, name)) for name in ("agent", "supervisor")}
    above, asked = [], 0
    with psycopg.connect(url, autocommit=True) as connection:

        def processor() -> float:
            # The server's own connections; they are kept, so that none has gone between two looks.
            others = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            return seconds_of_processor([server, *(pid for (pid,) in connection.execute(others).fetchall())])

        print(f"{'milliseconds of server time':58}{'p50':>8}{'p95':>8}{'slowest':>9}{'processor':>11}")
        for page in pages(connection):
            if chosen.only not in page.name:
                continue
            found = times([visitors[name] for name in page.visitors], page.addresses, chosen.requests, processor)
            asked += 1
            if found.most > AIM:
                above.append(page.name)
            mark = " above" if found.most > AIM else ""
            print(
                f"{page.name:58}{found.half:8.1f}{found.most:8.1f}{found.worst:9.1f}{found.processor:11.1f}{mark}", flush=True
            )
    print(f"{asked} pages, {asked - len(above)} with p95 ≤ {AIM} ms")


@contextmanager
def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield port


if __name__ == "__main__":
    main()
