"""Fields of canned replies: `{{ person.given_name }}` becomes the customer's name. Plain replacement, no template language."""

import re
from collections.abc import Mapping

FIELDS: tuple[str, ...] = (
    "person.title", "person.given_name", "person.family_name", "person.name",
    "ticket.number", "ticket.title",
    "brand.name", "agent.name", "agent.short_name",
)  # fmt: skip
"""What a canned reply may name."""

_FIELD = re.compile(r"([ \u00a0]?)\{\{\s*([A-Za-z_.]{1,60})\s*\}\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields replaced: "Bonjour {{ person.given_name }}," → "Bonjour Léa,".

    A known field without a value disappears with the space before it: "Bonjour,". An unknown one stays as it is
    written, so that whoever sends it sees it.
    """

    def replaced(found: re.Match[str]) -> str:
        space, name = found[1], found[2]
        if name not in FIELDS:
            return found[0]
        value = values.get(name, "")
        return f"{space}{value}" if value else ""

    return _FIELD.sub(replaced, text)


def unknown_fields(text: str) -> list[str]:
    """The names between braces that are not fields, in order, each once."""
    return [name for name in dict.fromkeys(name for _, name in _FIELD.findall(text)) if name not in FIELDS]
