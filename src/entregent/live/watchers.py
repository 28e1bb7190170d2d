"""Who is looking at what, or typing in it: kept in memory for some seconds, told to the others."""

from collections import defaultdict

LOOKING = 25  # seconds for which a sign of someone is believed


class Watchers:
    """The signs of one process. A place is a thing of a brand: those of another brand are told nothing of it."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], dict[str, tuple[str, float]]] = defaultdict(dict)
        self._swept = 0.0

    def sign(self, brand: str, thing: str, staff: str, state: str, now: float) -> dict[str, str]:
        """Note a member of staff as ``looking``, ``typing`` or ``gone`` at an instant (seconds); return the others' states."""
        if now - self._swept > LOOKING:
            self._sweep(now)
        present = self._places[brand, thing]
        if state == "gone":
            present.pop(staff, None)
        else:
            present[staff] = (state, now)
        return {other: seen for other, (seen, at) in present.items() if other != staff and now - at <= LOOKING}

    def __len__(self) -> int:
        return len(self._places)

    def _sweep(self, now: float) -> None:
        self._swept = now
        for place, present in list(self._places.items()):
            for staff in [staff for staff, (_state, at) in present.items() if now - at > LOOKING]:
                del present[staff]
            if not present:
                del self._places[place]
