"""The clock of sound: a tick every 20 ms, by a schedule that does not drift."""

PERIOD = 0.02  # seconds
IN_A_ROW = 2  # ticks done at once to catch up; beyond, they are passed over: nobody can hear a burst in time
EARLY = 0.001  # seconds: timers of an event loop are that coarse


class Clock:
    """Which ticks are due. Pure: time is an argument, in seconds of any steady clock."""

    def __init__(self, start: float) -> None:
        self.next = start + PERIOD

    def due(self, now: float) -> tuple[int, int]:
        """Ticks to do now, ticks passed over."""
        if now < self.next - EARLY:
            return 0, 0
        behind = 1 + max(0, int((now - self.next) / PERIOD))
        self.next += behind * PERIOD
        return (behind, 0) if behind <= IN_A_ROW else (1, behind - 1)
