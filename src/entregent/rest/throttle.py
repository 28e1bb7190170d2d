"""How often one caller may ask: a count a minute that all processes keep together.

A process does not ask the database at each request: it takes a share of what the caller may still do, and asks again when
the share is used. The sum of the shares never passes the limit; what a process took and did not use is lost for the minute.
"""

import threading
from dataclasses import dataclass

from entregent.brands.statements import fetch

WINDOW = 60
SHARES = 50
"""A share is a fiftieth of the limit: some processes that hold a used-up minute's rest cost a caller two per cent each."""

# A clock that is behind another machine's counts in the other's minute.
_TAKE = """
    INSERT INTO rest_budget AS kept (caller, minute, taken) VALUES (%s, %s, %s)
    ON CONFLICT (caller) DO UPDATE SET
        taken = CASE WHEN kept.minute < excluded.minute THEN excluded.taken ELSE kept.taken + excluded.taken END,
        minute = greatest(kept.minute, excluded.minute)
    RETURNING taken
"""

_FORGET = "DELETE FROM rest_budget WHERE minute < %s RETURNING 1"


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


@dataclass
class _Held:
    """What this process holds for a caller in this minute; ``elsewhere`` is what was left to all at the last look."""

    here: int = 0
    elsewhere: int = 1


class Throttle:
    """Counts the requests of each caller in windows of a minute; ``limit`` requests each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._held: dict[str, _Held] = {}

    def ask(self, caller: str, limit: int, seconds: float) -> Allowance:
        """Count one request; ``seconds`` is the time since the epoch. One statement a share, none once nothing is left."""
        window = int(seconds // WINDOW)
        held = self._of(caller, window)
        if held.here <= 0 and held.elsewhere > 0:
            self._take(held, caller, limit, window)
        with self._lock:
            allowed = held.here > 0
            held.here -= allowed
            left = held.here + held.elsewhere
        reset = max(1, int((window + 1) * WINDOW - seconds + 0.999))
        return Allowance(allowed, limit, left, reset)

    def _of(self, caller: str, window: int) -> _Held:
        with self._lock:
            if window != self._window:
                self._window, self._held = window, {}
            return self._held.setdefault(caller, _Held())

    def _take(self, held: _Held, caller: str, limit: int, window: int) -> None:
        share = max(1, limit // SHARES)
        taken = fetch(_TAKE, [caller, window, share])[0][0]
        with self._lock:
            held.here += min(share, max(0, limit - (taken - share)))
            held.elsewhere = max(0, limit - taken)


def forget(seconds: float) -> int:
    """Drop what was counted in minutes that are over, at an instant in seconds since the epoch; return how many callers."""
    return len(fetch(_FORGET, [int(seconds // WINDOW)]))
