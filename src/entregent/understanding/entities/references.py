"""References of orders, contracts and files: as the brand writes them, or after the word that announces them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from entregent.kernel.text import fold
from entregent.understanding.entities.entity import Entity, entity

LONGEST = 40
_ANNOUNCED = {
    "order": "commande|colis|order|parcel",
    "contract": "contrat|police|contract|policy",
    "file": "dossier|ticket|case",
}
_NUMBER_OF = r"(?:num[ée]ro|num|n°|n\.|nº|no|ref|r[ée]f[ée]rence|number|#)"
_LINK = r"(?:\s+(?:est|is|c['’]est|le|la|the)\b|\s*[:=#]|\s+" + _NUMBER_OF + r"\.?)*"


class Pattern:
    """How a brand writes a reference: ``#`` is a digit, ``@`` a letter, ``+`` once or more of what stands before it; blanks
    and hyphens may be left out. No regular expression, so that none can be slow. Raises ValueError."""

    def __init__(self, written: str) -> None:
        if not 0 < len(written) <= LONGEST or "#" not in written or written.startswith("+"):
            raise ValueError("a reference is at most 40 characters and has a digit (#)")
        self.expression = re.compile(rf"(?<![\w-]){_expression(written)}(?![\w]|-\w)", re.IGNORECASE)


def find_references(text: str, written: Mapping[str, str]) -> Iterator[Entity]:
    """The brand's own references, then what follows « commande n° », « contrat numéro », « dossier »."""
    for kind, pattern in written.items():
        for found in _pattern(pattern).expression.finditer(text):
            yield entity(kind, _value(found.group()), text, found.start(), found.end())
    for kind, words in _ANNOUNCED.items():
        for found in _announced(words).finditer(text):
            if any(c.isdigit() for c in found["value"]) and not re.match(r"(?:de|du|of)\b", found["value"]):
                yield entity(kind, _value(found["value"]), text, found.start("value"), found.end("value"))


@lru_cache(maxsize=256)
def _pattern(written: str) -> Pattern:
    return Pattern(written)


@lru_cache(maxsize=8)
def _announced(words: str) -> re.Pattern[str]:
    named = rf"(?:{_NUMBER_OF}\.?\s+(?:de|du|of)\s+(?:ma\s+|mon\s+|my\s+|the\s+)?)?(?:{words})"
    return re.compile(
        rf"\b{named}{_LINK}\s*(?P<value>[A-Za-z]{{0,6}}-?\d[\w-]{{3,24}})(?![\w/.,]\d|\s*(?:€|euro))", re.IGNORECASE
    )


def _expression(written: str) -> str:
    parts = []
    for character in written:
        if character == "#":
            parts.append(r"\d")
        elif character == "@":
            parts.append(r"[^\W\d_]")
        elif character == "+":
            parts[-1] += "{1,20}"
        elif character in " -":
            parts.append("[ -]?")
        else:
            parts.append(re.escape(character))
    return "".join(parts)


def _value(found: str) -> str:
    return fold(found).replace(" ", "-").upper()
