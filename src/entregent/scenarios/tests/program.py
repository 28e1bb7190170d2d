"""A program outside, which scenarios may ask: a real one on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Program:
    """What it was asked, and what it answers, after so many seconds."""

    url: str = ""
    answer: Any = field(default_factory=lambda: (200, {"order": {"steps": [{"status": "expédiée"}]}}))
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    seconds: float = 0.0
    freed: threading.Event = field(default_factory=threading.Event)


@contextmanager
def program() -> Iterator[Program]:
    """The program, until the end of the test."""
    state = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            state.asked.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if state.answer == "hang":
                state.freed.wait(20)
                return
            time.sleep(state.seconds)
            status, document = state.answer
            content = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        state.freed.set()
        server.shutdown()
        server.server_close()
