"""HTML to text, for search, for previews and for mails that come without a plain part."""

import html
import re

from entregent.channels.mail.html_tokens import tags

MAX_TAGS = 20_000

_SPACES = re.compile(r"[ \t\r\n\f]+")
_CELLS = frozenset({"td", "th", "caption"})
_TEXT_BREAKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "li",
        "main", "nav", "ol", "option", "pre", "section", "table", "tr", "ul",
    }
)  # fmt: skip
_MAX_SHOWN_QUOTES = 8


def html_to_text(markup: str) -> str:
    """The text of an HTML body: a line a block, `- ` before list items, `> ` before quoted lines. Linear; never
    raises."""
    if markup.count("<") > MAX_TAGS:
        text = html.unescape(re.sub(r"<[^<>]*>", " ", markup))
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    page = _Page()
    last = pre = 0
    for tag in tags(markup):
        if tag.start > last:
            page.write(markup[last : tag.start], pre > 0)
        last = tag.end
        name = tag.name
        if name == "br":
            page.line(always=True)
        elif name == "p":
            page.paragraph()
        elif name in _TEXT_BREAKS:
            page.line()
            if name == "blockquote":
                page.depth = max(0, page.depth + (-1 if tag.closing else 1))
            elif name == "pre":
                pre = max(0, pre + (-1 if tag.closing else 1))
            elif name == "li" and not tag.closing:
                page.words.append("- ")
        elif name in _CELLS and not tag.closing:
            page.words.append(" ")
    page.write(markup[last:], pre > 0)
    return page.text()


class _Page:
    """Lines being written, with the depth of quotation before each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.depth = 0
        self._indented = False

    def write(self, escaped: str, preformatted: bool) -> None:
        text = html.unescape(escaped) if "&" in escaped else escaped
        text = text.replace("\xa0", " ")
        if not preformatted:
            self.words.append(_SPACES.sub(" ", text))
            return
        *whole, rest = text.split("\n")
        for piece in whole:
            self.words.append(piece)
            self._indented = True
            self.line(always=True)
        self.words.append(rest)
        self._indented = bool(rest)

    def line(self, always: bool = False) -> None:
        text = "".join(self.words)
        text = text.rstrip() if self._indented else text.strip()
        self._indented = False
        self.words = []
        if text or (always and self.lines[-2:] != [self._prefix] * 2):
            self.lines.append((self._prefix + text).rstrip(" ") if text else self._prefix)

    def paragraph(self) -> None:
        self.line()
        if self.lines and self.lines[-1] != self._prefix:
            self.lines.append(self._prefix)

    @property
    def _prefix(self) -> str:
        return "> " * min(self.depth, _MAX_SHOWN_QUOTES)

    def text(self) -> str:
        self.line()
        return "\n".join(line.rstrip() for line in self.lines).strip("\n")
