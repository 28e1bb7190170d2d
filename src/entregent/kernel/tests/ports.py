"""Ports for the servers that tests start.

A port that the system lends is anybody's again between the question and the server's start. Ours lie below those, and each
process of a run has a share of its own.
"""

import os
import random
import socket
from itertools import count, islice

FIRST, SHARE, SHARES = 10_240, 1_024, 22  # the system lends from 32768 up
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
_turns = count(random.randrange(SHARE))  # elsewhere in the share than another run on this machine


def free_port() -> int:
    """A port of the loopback that nobody listens on. Raises RuntimeError when the share is taken."""
    for turn in islice(_turns, SHARE):
        port = FIRST + SHARE * (_worker % SHARES) + turn % SHARE
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("every port of this process is taken")
