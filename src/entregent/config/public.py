"""Serving the public port."""

import asyncio
import logging
import signal

import uvloop
from django.conf import settings
from granian.constants import Interfaces
from granian.server.embed import Server


def run(host: str, port: int) -> None:
    """Serve pages, REST, static files and live streams on one port, in this one process, until told to stop."""
    from entregent.config.asgi import application

    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        backlog=1024,
        websockets=False,
        log_level="error",
        static_path_route=["/static"],
        static_path_mount=[settings.STATIC_ROOT],
        static_path_expires=86400,
    )
    uvloop.run(_serve(server))


async def _serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
    logging.getLogger(__name__).info("stopped")
