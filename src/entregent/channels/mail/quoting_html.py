"""The same split as `quoting`, for an HTML body: by the marks that mail programs leave in their markup, then by
phrases."""

import html
import re

from entregent.channels.mail.html_text import MAX_TAGS, html_to_text
from entregent.channels.mail.html_tokens import VOID, Tag, attributes, tags
from entregent.channels.mail.quoting import (
    FORWARD,
    MESSAGE_OF,
    ORIGINAL,
    Kind,
    Segment,
    Split,
    is_header_block,
    is_introduction,
    is_mobile_signature,
    joined,
)

_QUOTES = frozenset(
    {
        "gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra",
        "front-blockquote", "messagereplysection", "ms-outlook-mobile-reference-message",
    }
)  # fmt: skip
_QUOTE_RESTS = frozenset(
    {
        "appendonsend", "divrplyfwdmsg", "olk_src_body_section", "mail-editor-reference-message-container", "stopspelling",
        "zwchr",
    }
)  # fmt: skip
_SIGNATURES = frozenset(
    {
        "gmail_signature", "moz-signature", "signature", "applemailsignature", "ms-outlook-mobile-signature",
        "protonmail_signature_block", "messagesignaturesection", "composer_signature", "ymail_android_signature",
    }
)  # fmt: skip
_RULED = re.compile(r"border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt", re.IGNORECASE)
_LABEL = re.compile(r"[*\s]*[^\W\d_]{2,12}\s*:\*?\s*\S")
_MARKED = frozenset({"div", "blockquote", "pre", "span", "table", "section", "p", "hr", "a"})
_LINE_ENDS = frozenset({"br", "div", "p", "blockquote", "table", "tr", "li", "ul", "ol", "hr", "pre", "h1", "h2", "h3", "body"})
_NOT_SPACE = re.compile(r"[^\s\xa0\u200b]")
_HEAD_START = re.compile(r"(?:De|From|Von|Van|Da|Envoyé|Sent)\s*(?::|$)", re.IGNORECASE)
_SECOND_HALF = re.compile(r"(?:<?[^\s<>]{1,100}@[^\s<>]{3,200}>? ?)?(?:a écrit|wrote) ?:")
"""The end of an introduction that a program broke in two."""
_MAX_LINE = 700
_WINDOW = 3_000
_MAX_WINDOWS = 50


def split_html(markup: str) -> Split:
    """Split a raw HTML body; joining the segments gives `markup` to the letter.

    A cut may fall inside elements: clean each segment by itself (`html.clean` closes what is open). Markup of more than
    20,000 tags is one new segment.
    """
    if markup.count("<") > MAX_TAGS:
        return Split((Segment(Kind.NEW, markup),))
    return _Splitter(markup).split()


class _Splitter:
    """One pass over the tags, keeping the current line of visible text and the element that a kind is bound to."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._cuts: list[tuple[int, Kind]] = [(0, Kind.NEW)]
        self._line = ""
        self._line_start = 0
        self._line_before = ("", 0)
        self._seen_end = 0
        self._element = ""
        self._depth = 0
        self._rest = False
        self._introduced = False
        self._windows = 0

    def split(self) -> Split:
        last = 0
        for tag in tags(self._markup):
            if self._rest:
                break
            self._text(last, tag.start)
            last = tag.end
            if not self._rest:
                self._tag(tag)
        else:
            self._text(last, len(self._markup))
            self._end_line(len(self._markup))
        ends = [start for start, _ in self._cuts[1:]] + [len(self._markup)]
        pieces = [(kind, self._markup[start:end]) for (start, kind), end in zip(self._cuts, ends, strict=True) if end > start]
        return joined(pieces, _is_blank)

    def _cut(self, position: int, kind: Kind) -> None:
        if self._cuts[-1][1] is not kind:
            self._cuts.append((max(position, self._cuts[-1][0]), kind))

    def _text(self, start: int, end: int) -> None:
        text = self._markup[start:end]
        if self._element or not text or not _NOT_SPACE.search(text):
            return
        if self._introduced:
            self._rest = True
            return
        text = html.unescape(text)
        if not _NOT_SPACE.search(text):
            return
        if not self._line:
            kind = self._opens_copy(text.strip(), start)
            if kind is not None:
                self._cut(self._seen_end, kind)
                self._rest = True
                return
            self._line_start = start
        self._line = (self._line + text)[:_MAX_LINE]
        self._seen_end = end

    def _opens_copy(self, text: str, start: int) -> Kind | None:
        if (text[0] == "-" and ORIGINAL.match(text)) or MESSAGE_OF.match(text):
            return Kind.QUOTED
        if FORWARD.match(text):
            return Kind.FORWARDED
        if self._windows < _MAX_WINDOWS and _HEAD_START.match(text):
            self._windows += 1
            window = html_to_text(self._markup[start : start + _WINDOW])
            if is_header_block([line for line in window.split("\n") if line.strip()][:7]):
                return Kind.QUOTED
        return None

    def _tag(self, tag: Tag) -> None:
        if self._element:
            if tag.name == self._element:
                self._depth += -1 if tag.closing else 1
                if self._depth == 0:
                    self._element = ""
                    self._cut(tag.end, Kind.NEW)
                    self._seen_end = tag.end
            return
        if tag.name in _LINE_ENDS:
            self._end_line(tag.start)
        if tag.name == "img" and self._introduced:
            self._rest = True
        elif not tag.closing and tag.name in _MARKED:
            self._mark(tag)

    def _end_line(self, position: int) -> None:
        line = " ".join(self._line.split())
        before, start_before = self._line_before
        self._line = ""
        if line:
            self._line_before = (line, self._line_start)
        if is_introduction(line):
            self._cut(self._line_start, Kind.QUOTED)
            self._introduced = True
        elif before and _SECOND_HALF.match(line) and is_introduction(f"{before} {line}"):
            self._cut(start_before, Kind.QUOTED)
            self._introduced = True
        elif line == "--":
            self._cut(self._line_start, Kind.SIGNATURE)
        elif line and len(line) <= 160 and is_mobile_signature(line):
            self._cut(self._line_start, Kind.SIGNATURE)
            self._cut(position, Kind.NEW)

    def _mark(self, tag: Tag) -> None:
        kind, whole_rest = self._marker(tag)
        if kind is None:
            return
        self._end_line(tag.start)
        self._introduced = False
        if whole_rest:
            self._cut(tag.start, kind)
            self._rest = True
        elif tag.name not in VOID:
            self._cut(tag.start, kind)
            self._element, self._depth = tag.name, 1

    def _marker(self, tag: Tag) -> tuple[Kind | None, bool]:
        """The kind that a start tag announces, and whether for the whole rest rather than for its element."""
        words: set[str] = set()
        cited = tag.name == "blockquote" and self._introduced
        if tag.attributes:
            for name, value in attributes(tag.attributes):
                if name in ("class", "id", "name"):
                    words.update(word.removeprefix("x_") for word in value.lower().split())
                elif tag.name == "blockquote" and name in ("type", "cite"):
                    cited = cited or (value.lower() == "cite" if name == "type" else value.lower().startswith("mid:"))
                elif name == "style" and tag.name == "div" and self._is_ruled_head(tag, value):
                    return Kind.QUOTED, True
        if words & _QUOTE_RESTS:
            return Kind.QUOTED, True
        if cited or words & _QUOTES or any(word.endswith("yahoo_quoted") for word in words):
            opening = html_to_text(self._markup[tag.end : tag.end + 600]).strip()
            return (Kind.FORWARDED if FORWARD.match(opening.lstrip("> \n")) else Kind.QUOTED), False
        if words & _SIGNATURES:
            return Kind.SIGNATURE, False
        return None, False

    def _is_ruled_head(self, tag: Tag, style: str) -> bool:
        """The line that Outlook draws above a copied head, whatever the language of its labels."""
        if self._windows >= _MAX_WINDOWS or not _RULED.search(style):
            return False
        self._windows += 1
        opening = html_to_text(self._markup[tag.end : tag.end + _WINDOW]).strip().split("\n")
        return sum(1 for line in opening[:5] if _LABEL.match(line)) >= 3


def _is_blank(markup: str) -> bool:
    last = 0
    for tag in tags(markup):
        if tag.name == "img" or _shows(markup[last : tag.start]):
            return False
        last = tag.end
    return not _shows(markup[last:])


def _shows(text: str) -> bool:
    return bool(text) and _NOT_SPACE.search(html.unescape(text) if "&" in text else text) is not None
