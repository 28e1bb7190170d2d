"""How often somebody may whisper: a keyboard says that it types every second or so, a program could say it all the time."""

LEAST = 0.3  # seconds between two whispers of one pass
KEPT = 60.0


class Whispers:
    """When each pass whispered last, in the memory of one process."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._swept = 0.0

    def may(self, holder: str, now: float) -> bool:
        """Whether this one may be heard at an instant (seconds); it then counts as the last."""
        if now - self._swept > KEPT:
            self._last = {who: at for who, at in self._last.items() if now - at < KEPT}
            self._swept = now
        if now - self._last.get(holder, -KEPT) < LEAST:
            return False
        self._last[holder] = now
        return True
