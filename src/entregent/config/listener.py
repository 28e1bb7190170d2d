"""Listening on a port: one process, one application, until told to stop."""

import asyncio
import logging
import resource
import signal
from pathlib import Path

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

CONNECTIONS = 65_536
"""Open at once in one process. Each open screen and each widget holds one: past the limit everybody would wait, pages too."""


def run(application: Starlette, host: str, port: int, static: Path | None = None) -> None:
    """Serve the application, and under ``/static`` the files of a folder, until SIGTERM or SIGINT."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # a login shell gives 1,024
    files = {"static_path_route": ["/static"], "static_path_mount": [static], "static_path_expires": 86400} if static else {}
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        backlog=1024,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level="error",
        **files,
    )
    uvloop.run(_serve(server))


async def _serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
    logging.getLogger(__name__).info("stopped")
