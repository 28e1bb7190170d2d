"""The stylesheets keep their promises: contrasts of the tokens, icons that exist, nothing outside the tokens."""

import re
from pathlib import Path

import pytest

from entregent.looks.rules import AA_TEXT, Rgb, contrast, parse_colour

LOOKS = Path(__file__).resolve().parent.parent
STATIC = LOOKS / "static" / "looks"
AA_OUTLINE = 3.0  # WCAG 2.1, 1.4.11: what is needed to see a control
GROUNDS = ["paper", "sunken", "surface", "raised"]

TEXTS = [
    *[(text, ground) for text in ("ink", "muted", "brand", "brand-strong", "bad", "accent") for ground in GROUNDS],
    *[(text, f"{tone}-soft") for text in ("ink", "muted") for tone in ("brand", "info", "good", "warn", "bad")],
    ("ink", "note"), ("muted", "note"),
    *[(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent")],
    *[(tone, ground) for tone in ("good", "warn", "info") for ground in ("paper", "surface")],
    ("brand", "brand-soft"), ("brand-strong", "brand-soft"), ("brand", "note"), ("on-brand", "brand"),
    ("on-accent", "accent"), ("on-rail", "rail"), ("ink", "mark"),
]  # fmt: skip
OUTLINES = [("edge", ground) for ground in GROUNDS] + [(f"series-{rank}", "surface") for rank in range(1, 6)]


def tokens() -> dict[str, tuple[Rgb, Rgb]]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (STATIC / "tokens.css").read_text())
    return {name: (parse_colour(light), parse_colour(dark)) for name, light, dark in pairs}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), [(*p, AA_TEXT) for p in TEXTS] + [(*p, AA_OUTLINE) for p in OUTLINES])
def test_what_is_read_or_used_stands_out(text: str, ground: str, least: float, theme: int) -> None:
    colours = tokens()
    assert contrast(colours[text][theme], colours[ground][theme]) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_initials_are_readable_on_every_avatar(theme: int) -> None:
    found = re.findall(
        r"\.hue-\d \{ background: light-dark\((#\w+), (#\w+)\); color: light-dark\((#\w+), (#\w+)\) \}",
        (STATIC / "parts.css").read_text(),
    )
    assert len(found) == 8
    for hue in found:
        assert contrast(parse_colour(hue[theme]), parse_colour(hue[2 + theme])) >= AA_TEXT


def test_every_variable_used_is_a_token() -> None:
    declared = set(re.findall(r"(--[\w-]+):", (STATIC / "tokens.css").read_text()))
    used = {name for sheet in STATIC.glob("*.css") for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())}
    assert used <= declared


def test_every_icon_named_in_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for template in LOOKS.parent.rglob("*.html")
        for name in re.findall(r"""\{% icon ["']([\w-]+)["']""", template.read_text())
    }
    assert named <= drawn


def test_no_template_holds_what_the_security_policy_forbids() -> None:
    forbidden = re.compile(
        r"""<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|javascript:""", re.I
    )
    guilty = [str(path.relative_to(LOOKS)) for path in LOOKS.rglob("*.html") if forbidden.search(path.read_text())]
    assert guilty == []
