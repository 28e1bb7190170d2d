"""Pure decisions of call tracking: where a visitor came from, and which source that is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

LONGEST = 80
"""Letters of a parameter that are kept."""
_KEPT = re.compile(r"[^\w .:/@+-]")


@dataclass(frozen=True, slots=True)
class Came:
    """Where somebody came from: the parameters that their link carried (``utm_source``, ``utm_medium``, ``utm_campaign``), the
    site that led here (its host), the page where they arrived (without query). What is not known is ""."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    referrer: str = ""
    landing: str = ""

    @property
    def told(self) -> dict[str, str]:
        """What is known, by name."""
        return {name: value for name, value in asdict(self).items() if value}


class Rule(Protocol):
    """What tells a source; what is "" holds for everybody."""

    utm_source: str
    utm_medium: str
    utm_campaign: str
    referrer: str
    landing: str


R = TypeVar("R", bound=Rule)


def came_of(told: Mapping[str, object]) -> Came:
    """Where a page says that its visitor came from: what is no word is left out, a page has no query, a referrer is a host."""
    words = {name: _word(told.get(name)) for name in ("source", "medium", "campaign")}
    return Came(**words, referrer=_host(told.get("referrer")), landing=_page(told.get("landing")))


def known(told: Mapping[str, object]) -> Came:
    """What was stored of it (``told``)."""
    return Came(**{one.name: str(told.get(one.name, "")) for one in fields(Came)})


def fits(rule: Rule, came: Came) -> int:
    """How many of a source's conditions hold; 0 where one does not, or it has none.

    A referrer holds for its hosts below too, a landing page for all that begin with it (its path).
    """
    met = 0
    for wanted, value in (
        (rule.utm_source, came.source), (rule.utm_medium, came.medium), (rule.utm_campaign, came.campaign),
    ):  # fmt: skip
        if wanted and wanted.lower() != value:
            return 0
        met += bool(wanted)
    if rule.referrer:
        wanted = rule.referrer.lower()
        if came.referrer != wanted and not came.referrer.endswith(f".{wanted}"):
            return 0
        met += 1
    if rule.landing:
        if not urlsplit(came.landing).path.startswith(rule.landing):
            return 0
        met += 1
    return met


def source_of(rules: Iterable[R], came: Came) -> R | None:
    """The source of which most conditions hold, the first of equals; None where none fits."""
    best, most = None, 0
    for rule in rules:
        if (met := fits(rule, came)) > most:
            best, most = rule, met
    return best


def _word(value: object) -> str:
    return _KEPT.sub("", " ".join(value.split()))[:LONGEST].strip().lower() if isinstance(value, str) else ""


def _host(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        found = urlsplit(value if "//" in value else f"//{value}").hostname or ""
    except ValueError:
        return ""
    return _KEPT.sub("", found)[:LONGEST]


def _page(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        parts = urlsplit(value.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return "".join(one for one in f"{parts.scheme}://{parts.hostname}{port}{parts.path or '/'}" if one.isprintable())[:300]
