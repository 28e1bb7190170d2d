"""HTML of a mail made safe to show, and HTML to text.

Two walls. The first, ours, rebuilds the markup tag by tag: known tags only, properly closed, bounded in number and
depth, so
that no input makes the second one slow. The second, nh3, decides what is safe.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from entregent.channels.mail.html_text import MAX_TAGS, html_to_text
from entregent.channels.mail.html_tokens import VOID, Tag, attributes, tags

__all__ = ["CleanHtml", "clean", "html_to_text"]

MAX_DEPTH = 200
MAX_ENTITIES = 50_000  # measured: html5ever is quadratic in the character references of one text
_MAX_FORMATTING = 24

_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "abbr", "bdi", "bdo", "br", "cite", "del", "dfn", "img", "ins", "kbd", "mark", "q", "samp", "span", "sub", "sup",
        "time", "var", "wbr",
    }
)  # fmt: skip
_TABLE = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
_ALLOWED = _FORMATTING | _BLOCKS | _INLINE | _TABLE
_CELLS = frozenset({"td", "th", "caption"})

# A start tag that ends an open one of these, unless a barrier stands between (HTML, "optional tags").
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "table"})),
    "dd": (frozenset({"dd", "dt"}), frozenset({"dl", "table"})),
    "dt": (frozenset({"dd", "dt"}), frozenset({"dl", "table"})),
    "td": (_CELLS, frozenset({"tr", "table"})),
    "th": (_CELLS, frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "a": (frozenset({"a"}), frozenset({"table", "td", "th"})),
}
_P_ENDS = (frozenset({"p"}), frozenset({"table", "td", "th", "caption"}))

_GENERAL = {
    "align", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir", "face", "height", "lang", "rowspan",
    "size", "start", "style", "title", "valign", "width",
}  # fmt: skip
_ATTRIBUTES = {"*": _GENERAL, "a": {"href", "target"}, "img": {"src", "alt", "data-remote-src"}}
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "font",
    "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height", "list-style-type",
    "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "text-transform", "vertical-align", "white-space", "width", "word-break",
}  # fmt: skip
_BAD_STYLE = re.compile(r"url|expression|image|[\\@<>]|/\*|-\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """HTML that may be put into a page. `blocked_remote` counts the images not loaded; `as_text` says that the markup
    was
    beyond the bounds and only its text is shown."""

    html: str
    blocked_remote: int = 0
    as_text: bool = False


def clean(markup: str, cid_urls: Mapping[str, str], show_remote: bool = False) -> CleanHtml:
    """Make the HTML of a mail, or a fragment of it, safe to show.

    `cid_urls` maps content ids (without brackets) to the addresses that serve them. Remote images keep their address in
    `data-remote-src` unless `show_remote`. No script, style sheet, form, frame, event handler, `data:` or relative
    address
    goes through. Markup of more than 20,000 tags, 50,000 character
    references or 200 levels comes as text. Never raises.
    """
    builder = _Builder(cid_urls, show_remote)
    beyond = markup.count("<") > MAX_TAGS or markup.count("&") > MAX_ENTITIES
    if beyond or not builder.build(markup):
        return CleanHtml(f"<pre>{html.escape(html_to_text(markup))}</pre>", 0, as_text=True)
    own_urls = frozenset(cid_urls.values())

    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src" and value not in own_urls and not show_remote:
            return None
        return "_blank" if name == "target" else value

    safe = nh3.clean(
        "".join(builder.out),
        tags=set(_ALLOWED),
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative=lambda url: url if url in own_urls else None,
        link_rel="noopener noreferrer nofollow",
        filter_style_properties=_STYLES,
    )
    return CleanHtml(safe, builder.blocked)


class _Builder:
    """The first wall: writes known tags anew, in balance."""

    def __init__(self, cid_urls: Mapping[str, str], show_remote: bool) -> None:
        self.out: list[str] = []
        self.blocked = 0
        self._cid_urls = cid_urls
        self._show_remote = show_remote
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._formatting = 0

    def build(self, markup: str) -> bool:
        """False when the markup is deeper than the bound."""
        last = 0
        for tag in tags(markup):
            if tag.start > last:
                self._text(markup[last : tag.start])
            last = tag.end
            if tag.name not in _ALLOWED:
                continue
            if tag.closing:
                self._end(tag.name)
            else:
                self._start(tag)
            if len(self._open) > MAX_DEPTH:
                return False
        self._text(markup[last:])
        while self._open:
            self._pop()
        return True

    def _text(self, text: str) -> None:
        self.out.append(text.replace("<", "&lt;").replace(">", "&gt;"))

    def _start(self, tag: Tag) -> None:
        name = tag.name
        if name in _BLOCKS and self._count.get("p"):
            self._end_implied(*_P_ENDS)
        if name in _ENDS:
            self._end_implied(*_ENDS[name])
        if name in _FORMATTING:
            if self._formatting >= _MAX_FORMATTING:
                return
            self._formatting += 1
        self.out.append(f"<{name}{self._attributes(tag)}>")
        if name not in VOID:
            self._open.append(name)
            self._count[name] = self._count.get(name, 0) + 1

    def _end(self, name: str) -> None:
        if name in VOID or not self._count.get(name):
            if name == "br":
                self.out.append("<br>")
            return
        barrier = frozenset({"table"}) if name in _TABLE else frozenset({"td", "th", "table"})
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] == name:
                while len(self._open) > index:
                    self._pop()
                return
            if self._open[index] in barrier and name != "table":
                return

    def _end_implied(self, names: frozenset[str], barrier: frozenset[str]) -> None:
        if not any(self._count.get(name) for name in names):
            return
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in names:
                while len(self._open) > index:
                    self._pop()
                return
            if self._open[index] in barrier:
                return

    def _pop(self) -> None:
        name = self._open.pop()
        self._count[name] -= 1
        if name in _FORMATTING:
            self._formatting -= 1
        self.out.append(f"</{name}>")

    def _attributes(self, tag: Tag) -> str:
        written: dict[str, str] = {}
        for name, value in attributes(tag.attributes):
            if name in written:
                continue
            if name == "style":
                written[name] = _safe_style(html.unescape(value))
            elif name == "src" and tag.name == "img":
                self._source(html.unescape(value).strip(), written)
            elif name in _GENERAL or (name == "href" and tag.name == "a") or (name == "alt" and tag.name == "img"):
                written[name] = html.unescape(value)
        if tag.name == "a":
            written["target"] = "_blank"
        return "".join(f' {name}="{html.escape(value)}"' for name, value in written.items() if value)

    def _source(self, address: str, written: dict[str, str]) -> None:
        scheme = address[:8].lower()
        if scheme.startswith("cid:"):
            written["src"] = self._cid_urls.get(address[4:]) or self._cid_urls.get(unquote(address[4:]), "")
        elif scheme.startswith(("http://", "https://", "//")):
            if self._show_remote:
                written["src"] = f"https:{address}" if scheme.startswith("//") else address
            else:
                written["data-remote-src"] = address
                self.blocked += 1


def _safe_style(value: str) -> str:
    """The declarations that load nothing and do not leave their box; nh3 then keeps the known properties only."""
    if len(value) > 4_000:
        return ""
    return ";".join(piece for piece in value.split(";") if ":" in piece and not _BAD_STYLE.search(piece.partition(":")[2]))
