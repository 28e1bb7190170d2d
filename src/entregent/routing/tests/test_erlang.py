"""Erlang's formulas against published values, and against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.routing.erlang import agents_needed, erlang_a, erlang_b, erlang_c, mean_wait, service_level


@pytest.mark.parametrize(
    ("agents", "load", "loss"),
    # The printed tables of Erlang B: the load that a number of lines carries at 1 % and at 5 % loss.
    [(1, 0.0101, 0.01), (2, 0.153, 0.01), (5, 1.361, 0.01), (10, 4.461, 0.01), (20, 12.03, 0.01), (5, 2.219, 0.05)],
)  # fmt: skip
def test_erlang_b_is_that_of_the_printed_tables(agents, load, loss):
    assert erlang_b(agents, load) == pytest.approx(loss, rel=0.005)


def test_erlang_c_by_hand():
    assert erlang_c(1, 0.8) == pytest.approx(0.8)  # one agent: the share of time at work
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    # 5 agents, 4 erlangs: 4⁵/5! × 5/(5-4) over that plus the sum of 4ⁿ/n! for n below 5
    assert erlang_c(5, 4.0) == pytest.approx(128 / 3 / (128 / 3 + 103 / 3))
    assert mean_wait(1, 0.5, 60) == pytest.approx(60)  # M/M/1: ρ/(1-ρ) of the work


def test_the_textbook_centre():
    """100 calls in half an hour of three minutes each: ten erlangs, the example of every planning course."""
    load = 100 * 180 / 1800
    assert agents_needed(load, 180, 0.80, 20) == 14
    assert erlang_c(14, load) == pytest.approx(0.1741, abs=5e-4)
    assert service_level(14, load, 180, 20) == pytest.approx(0.888, abs=1e-3)
    assert mean_wait(14, load, 180) == pytest.approx(7.8, abs=0.1)


loads = st.floats(0.1, 60)
staffings = st.integers(1, 80)


@given(staffings, loads)
def test_more_agents_wait_less(agents, load):
    assert 0 <= erlang_c(agents + 1, load) <= erlang_c(agents, load) <= 1
    assert erlang_b(agents, load) <= erlang_c(agents, load) + 1e-12


@given(staffings, loads, st.floats(1, 600), st.floats(1, 600))
def test_impatience_balances(agents, load, work, patience):
    """What comes in either gets served or hangs up; and nobody waits more for being impatient."""
    found = erlang_a(agents, load, work, patience)
    assert load * (1 - found.abandons) == pytest.approx(found.occupancy * agents, rel=1e-6)
    assert found.mean_wait <= mean_wait(agents, load, work) * (1 + 1e-6)
    assert 0 <= found.abandons <= found.waits <= 1 + 1e-12


def test_endless_patience_is_erlang_c_and_none_is_near_erlang_b():
    patient = erlang_a(5, 4.0, 180, 1e7)
    assert patient.waits == pytest.approx(erlang_c(5, 4.0), rel=1e-3)
    assert patient.mean_wait == pytest.approx(mean_wait(5, 4.0, 180), rel=1e-3)
    assert erlang_a(5, 4.0, 180, 1e-4).abandons == pytest.approx(erlang_b(5, 4.0), rel=1e-3)


@pytest.mark.parametrize("arguments", [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)])
def test_nothing_is_divided_by_zero(arguments):
    with pytest.raises(ValueError, match="positive"):
        erlang_a(*arguments)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="negative"):
        erlang_b(-1, 1)
    with pytest.raises(ValueError, match="every call"):
        agents_needed(1, 60, 1, 20)
