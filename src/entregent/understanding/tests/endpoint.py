"""A server that speaks OpenAI's protocol on loopback, answering what a test wants."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, bytes]


def completion(content: object, tokens: int | None = 321) -> Reply:
    """What a provider answers."""
    text = content if isinstance(content, str) else json.dumps(content)
    told: dict[str, Any] = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
    if tokens is not None:
        told["usage"] = {"total_tokens": tokens}
    return 200, json.dumps(told).encode()


@dataclass
class Endpoint:
    """``answer`` makes each reply; ``heard`` holds each question with its headers, ``paths`` where it was asked."""

    url: str = ""
    answer: Callable[[dict[str, Any]], Reply] = lambda asked: completion("")
    heard: list[tuple[dict[str, Any], dict[str, str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    drips: float = 0.0  # seconds between two bytes


@contextmanager
def serving() -> Iterator[Endpoint]:
    """The server in a thread of its own, until the end of the test."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.heard.append((asked, dict(self.headers)))
            endpoint.paths.append(self.path)
            status, body = endpoint.answer(asked)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for part in (bytes([one]) for one in body) if endpoint.drips else [body]:
                    self.wfile.write(part)
                    self.wfile.flush()
                    time.sleep(endpoint.drips)
            except OSError:
                return  # who asked went away

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
