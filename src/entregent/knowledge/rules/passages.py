"""Cutting an article into passages that can be quoted, and showing in one what was looked for."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from entregent.kernel.text import fold

LONGEST = 700
"""Characters of a passage: a screenful of a narrow pane."""
_HEADINGS = {"h1", "h2", "h3", "h4"}
_BLOCKS = {
    "p",
    "li",
    "div",
    "tr",
    "td",
    "th",
    "dt",
    "dd",
    "blockquote",
    "figcaption",
    "summary",
    "br",
    "ul",
    "ol",
    "hr",
    "section",
}
_SILENT = {"script", "style", "svg", "template"}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: the heading that it stands under, and its text."""

    heading: str
    text: str


@dataclass
class _Section:
    heading: str
    paragraphs: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers the paragraphs of each section."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections = [_Section("")]
        self._text: list[str] = []
        self._silent = 0
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS:
            self.end_paragraph()
            self._in_heading = True
        elif tag in _BLOCKS:
            self.end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _HEADINGS:
            self.sections.append(_Section(self._taken()))
            self._in_heading = False
        elif tag in _BLOCKS and not self._in_heading:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def end_paragraph(self) -> None:
        if not self._in_heading and (text := self._taken()):
            self.sections[-1].paragraphs.append(text)

    def _taken(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text


def cut(html: str) -> list[Piece]:
    """The passages of a page: its sections, long ones in several parts, cut between paragraphs, else between sentences."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return [Piece(section.heading[:250], text) for section in reader.sections for text in _parts(section.paragraphs)]


def plain(html: str) -> str:
    """The text of a page, a paragraph a line, headings too."""
    lines: list[str] = []
    for piece in cut(html):
        if piece.heading and (not lines or piece.heading not in lines):
            lines.append(piece.heading)
        lines.append(piece.text)
    return "\n".join(line for line in lines if line)


def _parts(paragraphs: list[str]) -> list[str]:
    parts: list[str] = []
    for paragraph in paragraphs:
        for piece in [paragraph] if len(paragraph) <= LONGEST else _SENTENCE.split(paragraph):
            while len(piece) > LONGEST:  # one endless sentence
                parts.append(piece[:LONGEST])
                piece = piece[LONGEST:]
            if parts and len(parts[-1]) + len(piece) < LONGEST:
                parts[-1] += f"\n{piece}"
            else:
                parts.append(piece)
    return parts


def excerpt(text: str, stems: list[str], length: int = 220) -> str:
    """The part of a passage around the first word that answers, whole words, with … where something is left out."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    at = next((start for start, _end in places(flat, stems)), 0)
    start = max(0, at - length // 3)
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    end = flat.rfind(" ", start, start + length) if start + length < len(flat) else len(flat)
    if end <= start:
        end = start + length
    return f"{'… ' if start else ''}{flat[start:end].rstrip(' ,;:')}{' …' if end < len(flat) else ''}"


def places(text: str, stems: list[str]) -> list[tuple[int, int]]:
    """Where the words of a text stand that begin with one of these folded stems: (start, end)."""
    if not stems:
        return []
    wanted = tuple(stems)
    return [found.span() for found in _TOKEN.finditer(text) if fold(found[0]).startswith(wanted)]


def marked(text: str, stems: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words that answer."""
    pieces, at = [], 0
    for start, end in places(text, stems):
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces
