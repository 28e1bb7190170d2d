"""The life cycle: each rule, and what holds whatever was exchanged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.people.models import Stage
from entregent.people.rules.stages import Move, Rule, Standing, Thresholds, next_stage

NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
USUAL = Thresholds()


def days(count: float) -> datetime:
    return NOW - timedelta(days=count)


def standing(stage: str, **known: object) -> Standing:
    return Standing(**({"stage": stage, "since": days(100), "known_since": days(100), "last_contact": days(50)} | known))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (standing("prospect", contacts=1), Move("new", Rule.FIRST_CONTACT)),
        (standing("prospect", contacts=1, is_customer=False), None),
        (standing("prospect", contacts=0, last_contact=None, known_since=days(900)), None),
        (standing("new", contacts=2), None),
        (standing("new", contacts=3), Move("active", Rule.REGULAR)),
        (standing("active", last_contact=days(364)), None),
        (standing("active", last_contact=days(365)), Move("at_risk", Rule.SILENCE)),
        (standing("active", last_contact=days(800)), Move("lost", Rule.SILENCE)),
        (standing("active", last_contact=None, known_since=days(400)), Move("at_risk", Rule.SILENCE)),
        (standing("active", disappointments=2), Move("at_risk", Rule.DISAPPOINTED)),
        (standing("at_risk", since=days(60)), Move("active", Rule.SPOKE_AGAIN)),
        (standing("at_risk", since=days(60), disappointments=2), None),
        (standing("at_risk", since=days(20)), None),
        (standing("at_risk", last_contact=days(730)), Move("lost", Rule.SILENCE)),
        (standing("lost", since=days(60)), Move("won_back", Rule.CAME_BACK)),
        (standing("lost", since=days(20)), None),
        (standing("won_back", contacts=3), Move("active", Rule.REGULAR)),
    ],
)
def test_each_rule(before: Standing, expected: Move | None) -> None:
    assert next_stage(before, USUAL, NOW) == expected


def test_a_stage_set_by_hand_is_left_alone_for_a_time() -> None:
    chosen = standing("active", last_contact=days(800), by_hand=True)
    assert next_stage(replace(chosen, since=days(29)), USUAL, NOW) is None
    assert next_stage(replace(chosen, since=days(30)), USUAL, NOW) == Move("lost", Rule.SILENCE)


MOMENTS = st.integers(0, 3000 * 24).map(lambda hours: days(hours / 24))
STANDINGS = st.builds(
    Standing,
    stage=st.sampled_from(Stage.values),
    since=MOMENTS,
    known_since=MOMENTS,
    contacts=st.integers(0, 9),
    last_contact=st.none() | MOMENTS,
    disappointments=st.integers(0, 4),
    is_customer=st.booleans(),
    by_hand=st.booleans(),
)
COUNTS = st.integers(1, 9)
SPANS = st.integers(1, 3000)
THRESHOLDS = st.builds(Thresholds, COUNTS, SPANS, COUNTS, SPANS, SPANS, st.integers(0, 400))


@given(STANDINGS, THRESHOLDS)
def test_deciding_twice_decides_the_same_and_once_moved_nobody_moves_again(before: Standing, thresholds: Thresholds) -> None:
    move = next_stage(before, thresholds, NOW)
    assert next_stage(before, thresholds, NOW) == move
    if move is not None:
        assert move.after != before.stage and move.after in Stage.values
        moved = replace(before, stage=move.after, since=NOW, contacts=0, by_hand=False)
        assert next_stage(moved, thresholds, NOW) is None


@given(STANDINGS, THRESHOLDS)
def test_nobody_becomes_a_prospect_and_only_the_silent_are_lost(before: Standing, thresholds: Thresholds) -> None:
    move = next_stage(before, thresholds, NOW)
    assert move is None or move.after != "prospect"
    if move is not None and move.after == "lost":
        quiet = NOW - (before.last_contact or before.known_since)
        assert quiet >= timedelta(days=max(thresholds.lost_after_days, thresholds.risk_after_days))
