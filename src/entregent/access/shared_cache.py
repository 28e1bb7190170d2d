"""What all processes must remember together for a while: failed attempts to enter, codes already used, locks on both.

A cache of Django's over one table. Each call is one statement, so that of two processes that add the same key one is told
no. Values are JSON. The clock is the database's: machines need not agree. The table is not logged: a crash of the server
empties it, and nobody waits for the disk.
"""

import json
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from entregent.brands.statements import fetch

_ADD = """
    INSERT INTO access_remembered AS kept (key, value, expires_at)
    VALUES (%s, %s, coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity'))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE kept.expires_at <= clock_timestamp() OR %s
    RETURNING 1
"""
_GET = "SELECT value FROM access_remembered WHERE key = %s AND expires_at > clock_timestamp()"
_TOUCH = """
    UPDATE access_remembered SET expires_at = coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity')
    WHERE key = %s AND expires_at > clock_timestamp()
    RETURNING 1
"""
_DELETE = "DELETE FROM access_remembered WHERE key = %s RETURNING 1"
_ONE_MORE = """
    UPDATE access_remembered SET value = (value::bigint + %s)::text WHERE key = %s AND expires_at > clock_timestamp()
    RETURNING value
"""


FOR_SPEED_ALONE = "wagtail"
"""What begins so is remembered by each process for itself: a library that knows one cache only keeps there what it could read
again, in values that are not JSON."""


class SharedCache(BaseCache):
    """The backend that ``settings.CACHES`` names."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(key, value, timeout, version, over=False)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(key, value, timeout, version, over=True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if key.startswith(FOR_SPEED_ALONE):
            return caches["process"].get(key, default, version=version)
        rows = fetch(_GET, [self.make_and_validate_key(key, version=version)])
        return json.loads(rows[0][0]) if rows else default

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(fetch(_TOUCH, [self._seconds(timeout), self.make_and_validate_key(key, version=version)]))

    def delete(self, key: str, version: int | None = None) -> bool:
        if key.startswith(FOR_SPEED_ALONE):
            return caches["process"].delete(key, version=version)
        return bool(fetch(_DELETE, [self.make_and_validate_key(key, version=version)]))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Django's own reads, then writes: of two processes at once one would not be counted. Raises ValueError when the
        key is not there; its time goes on."""
        rows = fetch(_ONE_MORE, [delta, self.make_and_validate_key(key, version=version)])
        if not rows:
            raise ValueError(f"Key '{key}' not found")
        return int(rows[0][0])

    def clear(self) -> None:
        fetch("DELETE FROM access_remembered RETURNING 1", [])

    def _write(self, key: str, value: Any, timeout: Any, version: int | None, *, over: bool) -> bool:
        if key.startswith(FOR_SPEED_ALONE):
            caches["process"].set(key, value, self._seconds(timeout), version=version)
            return True
        name = self.make_and_validate_key(key, version=version)
        return bool(fetch(_ADD, [name, json.dumps(value), self._seconds(timeout), over]))

    def _seconds(self, timeout: Any) -> float | None:
        """How long something is remembered; None for ever."""
        seconds = self.default_timeout if timeout == DEFAULT_TIMEOUT else timeout
        return None if seconds is None else float(seconds)
