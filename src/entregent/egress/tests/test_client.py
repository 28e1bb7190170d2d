"""The time given holds for the whole exchange, whatever the other side does with it."""

import socket
import threading
import time

import pytest

from entregent.egress.client import exchange

DRIPS = 600  # thirty seconds of them


@pytest.mark.parametrize("head", ["HTTP/1.0 200 OK", "HTTP/1.1 200 OK\r\nConnection: close", "HTTP/1.1 200 OK"])
def test_who_drips_an_answer_is_left_whether_or_not_they_say_that_they_close(head: str) -> None:
    sent = 0

    def drip() -> None:
        nonlocal sent
        with listening, listening.accept()[0] as wire:
            wire.recv(4096)
            wire.sendall(f"{head}\r\nContent-Length: {DRIPS}\r\n\r\n".encode())
            try:
                while sent < DRIPS:
                    wire.sendall(b"x")
                    sent += 1
                    time.sleep(0.05)
            except OSError:
                return

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = threading.Thread(target=drip, daemon=True)
    server.start()
    answer = exchange("GET", f"http://127.0.0.1:{port}/", None, {}, private=True, seconds=0.4, most=10_000)
    server.join()
    assert answer.error == "timeout"
    assert sent < DRIPS, "it was left in the middle"
