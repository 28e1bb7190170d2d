"""Lengths of time as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.studio.rules import parse_minutes, write_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45 min", 45), ("4h", 240), ("4 h 30", 270), ("4H05 mn", 245), (" 2 heures ", 120), ("0", 0)],
)
def test_what_people_write_is_understood(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "demain", "4:30", "4 h 75", "-5", "1e3", "4 h 30 h", "99999999"])
def test_the_rest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        parse_minutes(text)


@given(st.integers(min_value=0, max_value=500_000))
def test_what_is_written_is_read_back(minutes: int) -> None:
    assert parse_minutes(write_minutes(minutes)) == minutes
