"""A real HTTP server on loopback that answers as it is told: the other side of a webhook."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came (headers, body), and how to answer: a status, ``hang`` (never), ``drip`` (a byte from time to time)."""

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)

    def next_answer(self) -> int | str:
        """The next of ``answers``, the last one for ever."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiver(*answers: int | str, **headers: str) -> Iterator[Receiver]:
    """Run one that gives these answers in turn."""
    state = Receiver(answers=list(answers), headers={name.replace("_", "-"): value for name, value in headers.items()})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = state.next_answer()
            if answer == "hang":
                state.open.wait(30)
                return
            if answer == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(200):
                    if state.open.wait(0.05):
                        return
                    self.wfile.write(b"X")
                return
            self.send_response(int(answer))
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/facts"
    try:
        yield state
    finally:
        state.open.set()
        server.shutdown()
        server.server_close()
        time.sleep(0)
