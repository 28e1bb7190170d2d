"""How often one caller may ask: a count a minute, kept in the memory of each public process."""

import threading
from dataclasses import dataclass

WINDOW = 60


@dataclass(frozen=True)
class Allowance:
    """What is left to a caller: requests until the count starts again, in ``reset`` seconds."""

    allowed: bool
    limit: int
    left: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The RateLimit headers (IETF draft ratelimit-headers), with Retry-After for who asked too often."""
        headers = {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW}',
            "RateLimit": f'"default";r={self.left};t={self.reset}',
        }
        return headers if self.allowed else headers | {"Retry-After": str(self.reset)}


class Throttle:
    """Counts the requests of each caller in windows of a minute; ``limit`` requests each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def ask(self, caller: str, limit: int, seconds: float) -> Allowance:
        """Count one request; ``seconds`` is the time since the epoch."""
        window = int(seconds // WINDOW)
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, {}
            count = self._counts[caller] = self._counts.get(caller, 0) + 1
        reset = max(1, int((window + 1) * WINDOW - seconds + 0.999))
        return Allowance(count <= limit, limit, max(0, limit - count), reset)
