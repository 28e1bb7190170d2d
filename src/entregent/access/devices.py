"""A browser's long name in two words. Enough for someone to recognise their own; not a statistic."""

import re
from dataclasses import dataclass

# The first that is found: a browser names those it resembles after itself.
_BROWSERS = (
    (r"\bEdg(e|A|iOS)?/", "Edge"), (r"\bOPR/|\bOpera\b", "Opera"), (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bVivaldi/", "Vivaldi"), (r"\b(Firefox|FxiOS)/", "Firefox"), (r"\b(Chrome|CriOS|HeadlessChrome|Chromium)/", "Chrome"),
    (r"\bSafari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    (r"\bWindows NT\b", "Windows"), (r"\biPhone\b", "iPhone"), (r"\biPad\b", "iPad"), (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"), (r"\bMac OS X\b|\bMacintosh\b", "macOS"), (r"\bLinux\b|\bX11\b", "Linux"),
)  # fmt: skip
_HAND_HELD = frozenset({"iPhone", "iPad", "Android"})


@dataclass(frozen=True)
class Device:
    """What someone came with; empty words for what is not recognised."""

    browser: str
    system: str

    @property
    def hand_held(self) -> bool:
        """Whether it is a telephone or a tablet."""
        return self.system in _HAND_HELD


def device_of(user_agent: str) -> Device:
    """Read a ``User-Agent`` header, which any program may fill as it likes."""
    return Device(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, text)), "")
