"""The worker process: jobs and schedules, the followers of the journal, and the dispatcher."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import close_old_connections
from django.utils import timezone

from entregent.config.environment import database
from entregent.config.wiring import FOLLOWERS, connect_channels
from entregent.jobs.worker import work
from entregent.journal.followers import Follower, advance
from entregent.journal.jobs import open_months
from entregent.kernel.news import CHANNEL
from entregent.routing.dispatcher import dispatch_forever

log = logging.getLogger(__name__)


def run(concurrency: int = 4) -> None:
    """Work until told to stop (SIGTERM, SIGINT); what was under way is finished or taken up again by the next start."""
    connect_channels()
    open_months(int(time.time()))
    stop = threading.Event()
    threads = [_thread(f"follower {follower.name}", _follow, follower, stop) for follower in FOLLOWERS]
    threads.append(_thread("dispatcher", dispatch_forever, stop))
    try:
        asyncio.run(work(concurrency))
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def _thread(name: str, target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def _follow(follower: Follower, stop: threading.Event) -> None:
    """Read as facts come: woken by the news, and each second for what was appended without any."""
    while not stop.is_set():
        try:
            with psycopg.connect(database("app").conninfo(), autocommit=True) as ear:
                ear.execute(f"LISTEN {CHANNEL}")
                while not stop.is_set():
                    while advance(follower, timezone.now()) and not stop.is_set():
                        pass
                    for _ in ear.notifies(timeout=1, stop_after=1):
                        pass
        except Exception:  # the database went away, or a fault of ours: say it, and go on
            log.exception("follower %s stumbled", follower.name)
            close_old_connections()
            stop.wait(1)
