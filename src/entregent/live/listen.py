"""The one connection on which the live process hears PostgreSQL."""

import asyncio
import logging
from collections.abc import Callable

import psycopg

from entregent.kernel.news import CHANNEL, decode
from entregent.live.hub import Hub

log = logging.getLogger(__name__)


async def listen(conninfo: str, hub: Hub, ready: Callable[[], None] = lambda: None) -> None:
    """Hear news for ever; when the database comes back after an absence, everyone is told to fetch again."""
    first = True
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                if not first:
                    hub.reset_all()
                first = False
                ready()
                async for notification in connection.notifies():
                    for news in decode(notification.payload):
                        hub.publish(news)
        except psycopg.Error as error:
            log.warning("the database is away (%s): listening again in a second", type(error).__name__)
        await asyncio.sleep(1)
