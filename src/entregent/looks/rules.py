"""Pure decisions about display: how a duration is cut, which initials, which colours stay readable. No Django, no clock."""

from __future__ import annotations

import re
from zlib import crc32

Rgb = tuple[int, int, int]

UNITS: tuple[tuple[str, int], ...] = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
AVATAR_HUES = 8
AA_TEXT = 4.5  # WCAG 2.1, 1.4.3: contrast of text of ordinary size

_CIVILITIES = {"m", "mme", "mlle", "mr", "mrs", "ms", "dr", "me", "pr"}
_PARTICLES = {"de", "du", "des", "et", "d", "von", "van", "der", "fils", "sa", "sarl", "sas"}
_WHITE: Rgb = (255, 255, 255)


def cut_duration(seconds: float, *, keep: int = 2) -> list[tuple[str, int]]:
    """Cut a number of seconds into its `keep` largest consecutive units, zeros left out: 97 200 → [("day", 1), ("hour", 3)].

    The sign is ignored; what is smaller than the last unit kept is dropped, never rounded up (a promise of 59 s is not 1 min).
    Seconds are only said under one minute of duration; zero gives [("second", 0)].
    """
    rest = int(abs(seconds))
    if not rest:
        return [("second", 0)]
    first = next(rank for rank, (_name, size) in enumerate(UNITS) if rest >= size)
    parts: list[tuple[str, int]] = []
    for name, size in UNITS[first : first + keep]:
        if name == "second" and parts:
            break
        number, rest = divmod(rest, size)
        if number:
            parts.append((name, number))
    return parts


def clock(seconds: float) -> str:
    """Running time as on a stopwatch: 72 → "1:12", 4 354 → "1:12:34"; a negative one carries a minus sign (U+2212)."""
    whole = int(abs(seconds))
    hours, rest = divmod(whole, 3_600)
    minutes, rest = divmod(rest, 60)
    text = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return f"\N{MINUS SIGN}{text}" if seconds < 0 and whole else text


def initials(name: str) -> str:
    """At most two letters to stand for a person or an organisation; civilities and particles are skipped. "?" for no name."""
    words = [word for word in re.split(r"[\s\-'’.,/&()]+", name) if word]
    kept = [word for word in words if word.lower() not in _CIVILITIES and word[0].isalnum()]
    strong = [word for word in kept if word.lower() not in _PARTICLES] or kept
    if not strong:
        return "?"
    return strong[0][0].upper() if len(strong) == 1 else (strong[0][0] + strong[1][0]).upper()


def avatar_hue(name: str) -> int:
    """A number from 0 to 7, the same for the same name on every machine and in every process."""
    return crc32(name.strip().casefold().encode()) % AVATAR_HUES


def parse_colour(text: str) -> Rgb:
    """Read "#rrggbb" (or "#rgb"). Raises ValueError for anything else: the text ends in a stylesheet."""
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        text = "#" + "".join(letter * 2 for letter in text[1:])
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"not a #rrggbb colour: {text!r}")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def to_hex(colour: Rgb) -> str:
    """The "#rrggbb" of a colour."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.1, definitions of relative luminance and contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` (0 to 1) of `other` in `one`, channel by channel."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def readable(colour: Rgb, ground: Rgb, towards: Rgb, *, at_least: float = AA_TEXT) -> Rgb:
    """`colour`, moved towards another one by the smallest step that makes it readable on `ground`."""
    for step in range(101):
        moved = mix(colour, towards, step / 100)
        if contrast(moved, ground) >= at_least:
            return moved
    return towards


def brand_tokens(colour: str) -> dict[str, tuple[str, str]]:
    """The tokens a brand overrides, each with its light and dark value, from the one colour it chose ("#rrggbb").

    Whatever the colour (a pale yellow, a near black), text stays readable in both themes. Raises ValueError on a bad colour.
    """
    chosen = parse_colour(colour)
    ink, night = (16, 20, 26), (17, 21, 25)
    light_soft, dark_soft = mix(_WHITE, chosen, 0.12), mix((26, 32, 39), chosen, 0.2)
    light = readable(chosen, (239, 236, 228), ink)
    light = readable(light, light_soft, ink)
    dark = readable(readable(chosen, (34, 41, 50), _WHITE), dark_soft, _WHITE)
    return {
        "brand": (to_hex(light), to_hex(dark)),
        "brand-strong": (to_hex(readable(mix(light, ink, 0.3), light_soft, ink, at_least=7)), to_hex(mix(dark, _WHITE, 0.4))),
        "brand-soft": (to_hex(light_soft), to_hex(dark_soft)),
        "on-brand": (to_hex(_WHITE), to_hex(readable(mix(dark, night, 0.8), dark, (0, 0, 0)))),
        "rail": (to_hex(readable(mix(chosen, ink, 0.55), (203, 224, 220), ink, at_least=7)), "#0b0f12"),
    }


def brand_css(colour: str) -> str:
    """The stylesheet of a brand: `:root{--brand:light-dark(…)}`, made only of what brand_tokens computed, so safe to serve."""
    tokens = brand_tokens(colour)
    return ":root{" + ";".join(f"--{name}:light-dark({light},{dark})" for name, (light, dark) in tokens.items()) + "}\n"


def _luminance(colour: Rgb) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = colour
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
