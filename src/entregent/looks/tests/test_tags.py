"""The template tags, in both languages."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2026, 11, 23, 10, 42, tzinfo=PARIS)
NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def render(source: str, **context: object) -> str:
    with time_machine.travel(NOW, tick=False), timezone.override(PARIS):
        return Template("{% load looks %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (45, "45 s"),
        (42 * MINUTE, "42 min"),
        (27 * HOUR, "1 j 3 h"),
        (None, "—"),
    ],
)
def test_durations_in_french(french: None, value: object, text: str) -> None:
    assert render("{{ value|duration }}", value=value).replace(NARROW, " ") == text


def test_durations_in_english() -> None:
    with translation.override("en"):
        assert render("{{ value|duration }}", value=27 * HOUR).replace(NARROW, " ") == "1 d 3 h"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW - 2 * MINUTE, "10:40"),
        (NOW.astimezone(dt.UTC), "10:42"),
        (NOW - 17 * HOUR, "hier 17:42"),
        (NOW + DAY, "demain 10:42"),
        (NOW + 3 * DAY, "jeu. 10:42"),
        (NOW - 5 * DAY, "18 nov."),
        (NOW - 400 * DAY, "19 oct. 2025"),
    ],
)
def test_moments_are_as_short_as_they_can(french: None, moment: dt.datetime, text: str) -> None:
    html = render("{% moment at %}", at=moment)
    assert html.endswith(f">{text}</time>")
    assert f'datetime="{moment.isoformat()}"' in html


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW - dt.timedelta(seconds=30), "à l’instant"),
        (NOW - 5 * MINUTE, "il y a 5 min"),
        (NOW + 2 * HOUR, "dans 2 h"),
        (NOW - 27 * HOUR, "il y a 1 j"),
    ],
)
def test_ago_says_one_unit(french: None, moment: dt.datetime, text: str) -> None:
    assert render("{{ at|ago }}", at=moment).replace(NARROW, " ") == text


def test_numbers_follow_the_language(french: None) -> None:
    source = "{{ n|number }} / {{ share|percent:1 }} / {{ cents|money }} / {{ none|number }}"
    french_text = render(source, n=12345, share=Decimal("0.834"), cents=4820, none=None)
    assert french_text.replace(NARROW, " ").replace("\N{NO-BREAK SPACE}", " ") == "12 345 / 83,4 % / 48,20 € / —"
    with translation.override("en"):
        assert render(source, n=12345, share=Decimal("0.834"), cents=4820, none=None) == "12,345 / 83.4% / €48.20 / —"


def test_stopwatches_carry_what_the_script_needs() -> None:
    assert "data-since>1:12<" in render("{% since at %}", at=NOW - dt.timedelta(seconds=72))
    assert render("{% since at %}", at=NOW - dt.timedelta(hours=39, minutes=47)).endswith(">1\u202fj\u202f15\u202fh</time>")
    assert "data-countdown>41:00<" in render("{% countdown at %}", at=NOW + 41 * MINUTE)
    late = render("{% countdown at %}", at=NOW - 3 * HOUR)
    assert "data-countdown>\N{MINUS SIGN}3" in late


def test_what_people_write_is_escaped() -> None:
    nasty = '<img src=x onerror="x">'
    html = render("{% chip text 'warn' %}{% avatar text %}{% icon 'mail' text %}{% channel text %}", text=nasty)
    assert "<img" not in html


def test_an_unknown_tone_is_a_mistake_told_at_once() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        render("{% chip 'x' 'purple' %}")


@pytest.mark.parametrize(
    ("cookie", "attribute"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><script>', ""), ("", "")]
)
def test_the_theme_is_one_of_two_words(cookie: str, attribute: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert render("{% theme %}", request=request) == attribute
