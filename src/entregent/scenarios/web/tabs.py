"""Pages about one scenario that rooms above draw: they say here where, and the studio shows a tab for each."""

from collections.abc import Sequence

_tabs: list[tuple[str, str]] = []


def tab(address: str, medium: str) -> None:
    """Show a tab named after a medium; ``address`` is the name of a URL that takes a scenario's id."""
    if (address, medium) not in _tabs:
        _tabs.append((address, medium))


def tabs() -> Sequence[tuple[str, str]]:
    """(name of the address, medium) of each."""
    return tuple(_tabs)
