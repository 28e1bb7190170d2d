"""What the rest of the house decides, heard as it happens: who took which call, who let it go."""

import asyncio
import logging
import threading
from collections.abc import Callable

import psycopg

from entregent.kernel.news import CHANNEL, News, decode

log = logging.getLogger(__name__)


def listen(conninfo: str, told: Callable[[News], None], again: Callable[[], None], stop: threading.Event) -> threading.Thread:
    """Tell of each piece of news in the loop that calls this; ``again`` is called whenever some may have been missed."""
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=_hear, args=(conninfo, told, again, stop, loop), name="news", daemon=True)
    thread.start()
    return thread


def _hear(
    conninfo: str,
    told: Callable[[News], None],
    again: Callable[[], None],
    stop: threading.Event,
    loop: asyncio.AbstractEventLoop,
) -> None:
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo, autocommit=True, application_name="entregent voice news") as ears:
                ears.execute(f"LISTEN {CHANNEL}")
                loop.call_soon_threadsafe(again)
                while not stop.is_set():
                    for notice in ears.notifies(timeout=0.5, stop_after=1):
                        for news in decode(notice.payload):
                            loop.call_soon_threadsafe(told, news)
        except (psycopg.Error, OSError):
            log.warning("the news are not heard: the database is away")
            stop.wait(1)
        except RuntimeError:  # the loop is closed
            return
