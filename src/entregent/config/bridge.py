"""Running the pages (WSGI, threads) behind the public port (ASGI).

A request is read whole before a thread is taken, so that a slow sender occupies none; an answer that is not a stream is
handed over in one piece. The threads live as long as the process: each keeps its database connection.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

KEPT_IN_MEMORY = 1024 * 1024
LARGEST_BODY = 128 * 1024 * 1024


class Bridge:
    """An ASGI application that performs a WSGI one in threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; one whose sender has left is dropped."""
        with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as body:
            size = await _read(receive, body)
            if size is None:
                return
            if size > LARGEST_BODY:
                await _send_all(send, 413, [(b"content-length", b"0"), (b"connection", b"close")], b"")
                return
            body.seek(0)
            loop = asyncio.get_running_loop()

            def push(message: Message) -> None:
                asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result()

            answer = await loop.run_in_executor(self._pool, self._perform, _environ(scope, body, size), push)
            if answer is not None:
                await _send_all(send, *answer)

    def _perform(self, environ: dict[str, Any], push: Callable[[Message], None]) -> tuple[int, Headers, bytes] | None:
        """In a thread: the whole answer, or None when it was a stream, pushed as it came."""
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            begun[:] = [int(status[:3]), named]

        parts = self._application(environ, start_response)
        try:
            if not getattr(parts, "streaming", False):
                return begun[0], begun[1], b"".join(parts)
            push({"type": "http.response.start", "status": begun[0], "headers": begun[1]})
            for part in parts:
                push({"type": "http.response.body", "body": part, "more_body": True})
            push({"type": "http.response.body", "body": b""})
            return None
        finally:
            if hasattr(parts, "close"):
                parts.close()


async def _read(receive: Receive, body: IO[bytes]) -> int | None:
    """Read the request's body; return its size (past the limit, what was read so far), None when the sender left."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            return size
        body.write(part)
        if not message.get("more_body", False):
            return size


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def _send_all(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _environ(scope: Message, body: IO[bytes], size: int) -> dict[str, Any]:
    """The request as PEP 3333 has it. A header whose name holds an underscore is dropped: it could pass for another."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    path = unquote_to_bytes(scope["raw_path"].split(b"?")[0]) if scope.get("raw_path") else scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name or name in (b"content-length", b"transfer-encoding"):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ
