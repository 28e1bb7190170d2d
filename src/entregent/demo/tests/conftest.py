"""One small world, made once, for the tests that look at it without a database."""

from datetime import UTC, datetime

import pytest

from entregent.demo.world import World, make

NOW = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)


@pytest.fixture(scope="session")
def world() -> World:
    """The small world of a Friday afternoon. Nothing may change it."""
    return make(NOW, size="small")
