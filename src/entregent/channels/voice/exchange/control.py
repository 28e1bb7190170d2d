"""Where the pages ask this process to do something: one signed line a question, one line a answer."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from entregent.channels.voice.control import LONGEST, Forged, read

log = logging.getLogger(__name__)
Act = Callable[..., Awaitable[Any]]


async def serve(key: str, acts: dict[str, Act], host: str = "127.0.0.1", port: int = 0) -> asyncio.Server:
    """Answer on a port (0: a free one) until the server is closed. ``acts``: name → what is awaited with what was sent."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), 5)
            writer.write(json.dumps(await _done(key, acts, line)).encode() + b"\n")
            await writer.drain()
        except (TimeoutError, OSError, ValueError):  # a stranger, or somebody who left
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=LONGEST)


async def _done(key: str, acts: dict[str, Act], line: bytes) -> dict[str, Any]:
    try:
        name, sent = read(key, line)
    except Forged:
        return {"refused": "forged"}
    if name not in acts:
        return {"refused": "unknown"}
    try:
        return {"done": await acts[name](**sent)}
    except Exception:  # the page is told that it failed, the process goes on
        log.exception("%s could not be done", name)
        return {"refused": "fault"}
