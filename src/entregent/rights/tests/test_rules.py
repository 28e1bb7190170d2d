"""The calendar of the law."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from entregent.brands.models import Regime
from entregent.rights.rules import HOUSE_DAYS, RIGHTS, RULES, Rule, answer_by, extended_to, rule_for

DAYS = some.dates(date(2019, 1, 1), date(2100, 1, 1))


def test_a_month_ends_on_the_same_day_or_on_the_last() -> None:
    french, swiss = rule_for("fr-acpr", "access", date(2026, 11, 20)), rule_for("ch", "access", date(2026, 11, 20))
    assert french is not None and swiss is not None
    assert answer_by(french, date(2026, 11, 20)) == date(2026, 12, 20)
    assert answer_by(french, date(2026, 12, 31)) == date(2027, 1, 31)
    assert answer_by(french, date(2027, 1, 30)) == date(2027, 2, 28)
    assert answer_by(swiss, date(2026, 11, 20)) == date(2026, 12, 20)
    assert rule_for("fr", "access", date(2017, 1, 1)) is None


def test_two_months_more_if_it_is_told_within_the_first() -> None:
    french, swiss = rule_for("fr", "erasure", date(2026, 11, 30)), rule_for("ch", "erasure", date(2026, 11, 30))
    assert french is not None and swiss is not None
    assert extended_to(french, date(2026, 11, 30), date(2026, 12, 30)) == date(2027, 2, 28)
    assert extended_to(french, date(2026, 11, 30), date(2026, 12, 31)) is None
    assert extended_to(swiss, date(2026, 11, 30), date(2026, 12, 1)) is None


@given(DAYS, some.sampled_from(RULES))
def test_what_the_house_promises_is_within_the_law_whichever_month(received: date, rule: Rule) -> None:
    assert timedelta(days=HOUSE_DAYS) <= answer_by(rule, received) - received <= timedelta(days=31)


@given(DAYS, some.sampled_from(RULES), some.integers(0, 40))
def test_an_extension_never_shortens(received: date, rule: Rule, after: int) -> None:
    until = extended_to(rule, received, received + timedelta(days=after))
    assert until is None or answer_by(rule, received) < until <= received + timedelta(days=92)


def test_every_regime_gives_every_right() -> None:
    for regime in Regime.values:
        assert all(rule_for(regime, right, date(2026, 11, 22)) for right in RIGHTS)
