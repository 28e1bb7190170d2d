"""The rights that somebody has over their data, and by when the law wants an answer: dated rules as data. Pure.

Not legal advice. A rule that is not ``sure`` is to be verified before it is relied on. A brand may be stricter, never laxer.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

ACCESS, RECTIFICATION, ERASURE, PORTABILITY, OBJECTION = "access", "rectification", "erasure", "portability", "objection"
RIGHTS = (ACCESS, RECTIFICATION, ERASURE, PORTABILITY, OBJECTION)
FRANCE = frozenset({"fr", "fr-acpr"})
SWITZERLAND = frozenset({"ch"})

HOUSE_DAYS = 28
"""What the house promises, in days around the clock: within the month of the law whichever month it is, February included."""
WARN_DAYS = 7
"""So many days before the last one, a request that is not answered is pressed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A right, under which text, answered within so many months and days, from a day on. ``more_months``: what may be added
    where the request is complex, if its author is told within the first time; 0: nothing may."""

    regimes: frozenset[str]
    right: str
    source: str
    months: int = 0
    days: int = 0
    more_months: int = 0
    since: date = date.min
    until: date = date.max
    sure: bool = True


_GDPR, _FADP = date(2018, 5, 25), date(2023, 9, 1)
RULES: tuple[Rule, ...] = (
    Rule(FRANCE, ACCESS, "RGPD art. 15, 12(3)", months=1, more_months=2, since=_GDPR),
    Rule(FRANCE, RECTIFICATION, "RGPD art. 16, 12(3)", months=1, more_months=2, since=_GDPR),
    Rule(FRANCE, ERASURE, "RGPD art. 17, 12(3)", months=1, more_months=2, since=_GDPR),
    Rule(FRANCE, PORTABILITY, "RGPD art. 20, 12(3)", months=1, more_months=2, since=_GDPR),
    Rule(FRANCE, OBJECTION, "RGPD art. 21, 12(3)", months=1, more_months=2, since=_GDPR),
    Rule(SWITZERLAND, ACCESS, "LPD art. 25", days=30, since=_FADP),
    Rule(SWITZERLAND, RECTIFICATION, "LPD art. 32", days=30, since=_FADP, sure=False),
    Rule(SWITZERLAND, ERASURE, "LPD art. 32", days=30, since=_FADP, sure=False),
    Rule(SWITZERLAND, PORTABILITY, "LPD art. 28", days=30, since=_FADP, sure=False),
    Rule(SWITZERLAND, OBJECTION, "LPD art. 30", days=30, since=_FADP, sure=False),
)


def rule_for(regime: str, right: str, on: date) -> Rule | None:
    """The rule that holds that day; None where none gives this right."""
    return next(
        (rule for rule in RULES if regime in rule.regimes and rule.right == right and rule.since <= on < rule.until), None
    )


def answer_by(rule: Rule, received: date) -> date:
    """The last day to answer a request received that day.

    A period in months ends on the same day of the last month, or on its last day where there is none
    (Regulation (EEC, Euratom) 1182/71, art. 3(2)(c)).
    """
    return later(received, rule.months) + timedelta(days=rule.days)


def extended_to(rule: Rule, received: date, on: date) -> date | None:
    """The last day once a complex request is given more time, told on a day; None where it may not be (any more).

    RGPD art. 12(3): two further months, and its author is told, with the reasons, within the first.
    """
    if not rule.more_months or on > answer_by(rule, received):
        return None
    return later(received, rule.months + rule.more_months) + timedelta(days=rule.days)


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
