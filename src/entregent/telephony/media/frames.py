"""What the process of calls and the process of sound write to each other: an object, and bytes where there are some."""

import asyncio
import json
import struct
from typing import Any

MOST = 16 * 1024 * 1024  # bytes; a longer frame means that the two do not understand each other

_lengths = struct.Struct("!II")

Frame = tuple[dict[str, Any], bytes]


def write(message: dict[str, Any], tail: bytes = b"") -> bytes:
    """The bytes of a frame."""
    head = json.dumps(message, separators=(",", ":")).encode()
    return _lengths.pack(len(head), len(tail)) + head + tail


async def read(stream: asyncio.StreamReader) -> Frame | None:
    """The next frame; None when the other side has gone. Raises ValueError for what is not a frame."""
    try:
        head, tail = _lengths.unpack(await stream.readexactly(_lengths.size))
        if head + tail > MOST:
            raise ValueError("a frame too long")
        message: dict[str, Any] = json.loads(await stream.readexactly(head))
        return message, await stream.readexactly(tail)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
