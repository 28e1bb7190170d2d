"""Numbers, dates and durations in the reader's language. Django's active language and time zone decide; `now` is given."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext, to_locale

from entregent.looks.rules import cut_duration

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
Number = int | float | Decimal


def current_locale() -> Locale:
    """Babel's locale of the active language; English when there is none or Babel does not know it."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def duration(seconds: float) -> str:
    """Two units at most, shortened, joined by narrow no-break spaces: "42 min", "1 d 3 h" ("1 j 3 h" in French)."""
    marks = {
        "day": pgettext("unit: days", "d"),
        "hour": pgettext("unit: hours", "h"),
        "minute": pgettext("unit: minutes", "min"),
        "second": pgettext("unit: seconds", "s"),
    }
    return NARROW_SPACE.join(f"{count}{NARROW_SPACE}{marks[unit]}" for unit, count in cut_duration(seconds))


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """How far a moment is: "5 min ago", "in 2 h", "just now" (less than a minute on either side)."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 60:
        return gettext("just now")
    text = NARROW_SPACE.join(duration(seconds).split(NARROW_SPACE)[:2])
    return gettext("%(duration)s ago") % {"duration": text} if seconds > 0 else gettext("in %(duration)s") % {"duration": text}


def short_moment(moment: dt.datetime, now: dt.datetime) -> str:
    """The shortest unambiguous form: the hour today, "yesterday 17:50", the weekday within the coming week, else the date."""
    locale, local, today = current_locale(), timezone.localtime(moment), timezone.localtime(now).date()
    hour = format_time(local, "short", locale=locale)
    days = (local.date() - today).days
    if days == 0:
        return hour
    if days == -1:
        return gettext("yesterday %(time)s") % {"time": hour}
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": hour}
    if 1 < days < 7:
        return f"{format_date(local, 'EEE', locale=locale)} {hour}"
    return short_day(local.date(), today)


def short_day(day: dt.date, today: dt.date) -> str:
    """A date without its year when the year is this one: "18 nov.", "18 nov. 2024"."""
    return _day(day, day.year != today.year, current_locale())


@lru_cache(maxsize=4096)  # as many as the lists of some years
def _day(day: dt.date, with_year: bool, locale: Locale) -> str:
    if with_year:
        return str(format_date(day, "medium", locale=locale))
    return str(format_date(day, "d MMM" if locale.language != "en" else "MMM d", locale=locale))


def full_moment(moment: dt.datetime) -> str:
    """The moment in full letters, for titles and screen readers, in the reader's time zone."""
    return _full(moment, timezone.get_current_timezone_name(), current_locale())


@lru_cache(maxsize=4096)  # every line of a list has one, and the same lists are drawn again and again
def _full(moment: dt.datetime, zone: str, locale: Locale) -> str:
    return str(format_datetime(timezone.localtime(moment), "full", locale=locale))


def number(value: Number, places: int | None = None) -> str:
    """A number in the locale; `places` fixes the decimals."""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, format=pattern, locale=current_locale()))


def compact(value: Number) -> str:
    """A large number shortened: 20 000 → "20 k"."""
    return str(format_compact_decimal(value, locale=current_locale(), fraction_digits=1))


def percent(share: Number, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage of the locale: 0.834 → "83,4 %" with one place."""
    pattern = (
        "#,##0"
        + ("." + "0" * places if places else "")
        + ("%" if current_locale().language == "en" else "\N{NARROW NO-BREAK SPACE}%")
    )
    return str(format_percent(share, format=pattern, locale=current_locale()))


def money(cents: int, currency: str = "EUR") -> str:
    """An amount in integer cents as the locale writes it: 4820 → "48,20 €"."""
    return str(format_currency(Decimal(cents) / 100, currency, locale=current_locale()))
