"""The tags of an HTML text, found in one linear pass. Not a judge of safety: nh3 is, after us."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"<!--(?:-?>|.*?-->|.*\Z)"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|</?(?P<name>[a-zA-Z][^\s/>]*+)(?P<attrs>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)(?:>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"'<]+)(?:\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]*)))?")

# What is between their tags is not text for people.
_RAW_END = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "noscript", "iframe", "noembed", "noframes")
}

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)


class Tag(NamedTuple):
    """A tag, a comment (empty name) or a raw element with its content, between two offsets of the text."""

    name: str
    closing: bool
    attributes: str
    start: int
    end: int


def tags(markup: str) -> Iterator[Tag]:
    """Every tag in order; the text is what stands between them. Raw elements come as one tag with their content."""
    position = 0
    while match := _TOKEN.search(markup, position):
        name = match["name"]
        position = match.end()
        if name is None:
            yield Tag("", False, "", match.start(), position)
            continue
        name = name.lower()
        closing = markup[match.start() + 1] == "/"
        if not closing and name in _RAW_END:
            end = _RAW_END[name].search(markup, position)
            position = end.end() if end else len(markup)
        yield Tag(name, closing, match["attrs"], match.start(), position)


def attributes(text: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag: lower-case name, value still escaped as it is written."""
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        yield name.lower(), double or single or bare
