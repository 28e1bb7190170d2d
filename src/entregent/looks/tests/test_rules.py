"""How durations, initials and colours are decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.looks import rules

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(
    ("seconds", "parts"),
    [
        (0, [("second", 0)]),
        (59.9, [("second", 59)]),
        (60, [("minute", 1)]),
        (61, [("minute", 1)]),
        (3_599, [("minute", 59)]),
        (3_600, [("hour", 1)]),
        (12_000, [("hour", 3), ("minute", 20)]),
        (97_200, [("day", 1), ("hour", 3)]),
        (86_400 + 120, [("day", 1)]),
        (-97_200, [("day", 1), ("hour", 3)]),
    ],
)
def test_a_duration_is_cut_into_two_units(seconds: float, parts: list[tuple[str, int]]) -> None:
    assert rules.cut_duration(seconds) == parts


@given(st.integers(0, 10_000_000))
def test_a_cut_duration_never_says_more_than_there_is(seconds: int) -> None:
    sizes = dict(rules.UNITS)
    said = sum(count * sizes[unit] for unit, count in rules.cut_duration(seconds))
    smallest = sizes[rules.cut_duration(seconds)[0][0]]
    assert said <= seconds < said + smallest


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (72, "1:12"), (4_354, "1:12:34"), (-70, "\N{MINUS SIGN}1:10"), (-0.4, "0:00"), (360_000, "100:00:00")],
)
def test_a_clock_reads_like_a_stopwatch(seconds: float, text: str) -> None:
    assert rules.clock(seconds) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Hélène Le Goff", "HL"),
        ("Mme Odile Chassagne", "OC"),
        ("Charles de Gaulle", "CG"),
        ("Cabinet Morvan & fils", "CM"),
        ("éliane", "É"),
        ("Awa N’Diaye", "AN"),
        ("  ", "?"),
        ("Mme", "?"),
        ("06 39 98 41 07", "03"),
    ],
)
def test_initials_skip_civilities_and_particles(name: str, letters: str) -> None:
    assert rules.initials(name) == letters


@given(st.text())
def test_initials_and_hue_take_any_text(name: str) -> None:
    assert 1 <= len(rules.initials(name)) <= 6
    assert 0 <= rules.avatar_hue(name) < rules.AVATAR_HUES


def test_a_hue_does_not_depend_on_case_or_spaces() -> None:
    assert rules.avatar_hue("Claire Morel") == rules.avatar_hue(" claire MOREL ")


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345g", "#123456;}", "#123456\n", "123456"])
def test_only_hexadecimal_colours_enter_a_stylesheet(text: str) -> None:
    with pytest.raises(ValueError, match="not a #rrggbb colour"):
        rules.brand_css(text)


def test_contrast_is_that_of_wcag() -> None:
    assert rules.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert rules.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_any_brand_colour_stays_readable_in_both_themes(colour: str) -> None:
    tokens = {name: tuple(map(rules.parse_colour, pair)) for name, pair in rules.brand_tokens(colour).items()}
    for theme, grounds in enumerate([["#ffffff", "#f6f4ee", "#efece4"], ["#1a2027", "#111519", "#222932"]]):
        for ground in grounds:
            assert rules.contrast(tokens["brand"][theme], rules.parse_colour(ground)) >= rules.AA_TEXT
        assert rules.contrast(tokens["brand"][theme], tokens["brand-soft"][theme]) >= rules.AA_TEXT
        assert rules.contrast(tokens["brand-strong"][theme], tokens["brand-soft"][theme]) >= rules.AA_TEXT
        assert rules.contrast(tokens["on-brand"][theme], tokens["brand"][theme]) >= rules.AA_TEXT
    assert rules.contrast(tokens["rail"][0], rules.parse_colour("#cbe0dc")) >= rules.AA_TEXT
