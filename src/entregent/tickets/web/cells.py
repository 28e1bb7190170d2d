"""The rows of a list of tickets, one function a column: drawn in Python, for a page holds hundreds of cells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entregent.brands.models import Brand
from entregent.looks.templatetags.looks import avatar, chip, countdown, icon, moment
from entregent.tickets.columns import COLUMNS, OWN
from entregent.tickets.models import Priority, Status, Type
from entregent.tickets.queries.rows import Row
from entregent.tickets.web.labels import PRIORITY_TONES, STATUS_TONES, channel_word, due_tone, status_words

NOTHING = '<span class="muted">—</span>'
NOWHERE = UUID(int=0)
"""Stands for a ticket in the address that is made once for all of them."""


def heading(code: str, own: Mapping[str, str]) -> str:
    """The name of a column; ``own``: label by key of the brand's own fields."""
    if code.startswith(OWN):
        key = code.removeprefix(OWN)
        return own.get(key, key)
    return str(COLUMNS[code])


class Drawing:
    """Draws the rows of one page: what is the same in all of them is made once, what is the ticket's is escaped."""

    def __init__(self, columns: Sequence[str], headings: Mapping[str, str], now: datetime) -> None:
        self.now, self.columns = now, columns
        self.flagged = "priority" not in columns  # the status also shows the priority, which has no column of its own
        self.before_id, _colon, self.after_id = reverse("desk:ticket", args=[NOWHERE]).partition(str(NOWHERE))
        self.choose, self.nobody, self.waiting = escape(_("Choose %(title)s")), escape(_("Nobody")), _("Waiting")
        self.cells = [self._cell(code, escape(headings[code])) for code in columns]
        self._words: dict[tuple[str, str], str] = {}

    def row(self, row: Row) -> str:
        """A whole ``<tr>``."""
        title, reference = escape(row.title), row.reference
        under = [] if "number" in self.columns else [reference]
        if "channel" not in self.columns:
            under.append(channel_word(row.channel))
        if "reason" not in self.columns and row.reason:
            under.append(row.reason[-1])
        if "tags" not in self.columns:
            under += [f"#{tag}" for tag in row.tags[:3]]
        cells = "".join([before + (draw(row) or NOTHING) + "</td>" for before, draw in self.cells])
        return (
            f'<tr data-row><td class="pick"><input type="checkbox" name="ticket" value="{row.id}"'
            f' aria-label="{self.choose % {"title": title}}"></td>'
            f'<td class="main"><span class="subject-cell"><a class="main-link" href="{self.before_id}{row.id}{self.after_id}">'
            f"{title}</a><small>{escape(' · '.join(under))}</small></span></td>{cells}</tr>"
        )

    def _cell(self, code: str, label: str) -> tuple[str, Callable[[Row], str]]:
        if code.startswith(OWN):
            key = code.removeprefix(OWN)
            css, draw = "truncate", lambda row: escape(_own(row.custom.get(key)))
        else:
            css, method = CELLS[code]
            draw = lambda row: method(self, row)  # noqa: E731
        return f'<td data-label="{label}" class="{css}">', draw

    def status(self, row: Row) -> str:
        """The status in a word; in a title, the whole of it."""
        word = self.waiting if row.status == Status.PENDING else str(Status(row.status).label)
        tone = STATUS_TONES[Status(row.status)]
        css = f"chip {tone}".strip()
        drawn = f'<span class="{css}" title="{escape(self._status_words(row.status, row.brand))}">{escape(word)}</span>'
        return f"{drawn} {_flag(row.priority)}" if self.flagged and row.priority > 0 else drawn

    def _status_words(self, status: str, brand: Brand) -> str:
        key = (status, brand.vocabulary)
        if key not in self._words:
            self._words[key] = status_words(status, brand)
        return self._words[key]

    def promise(self, row: Row) -> str:
        """The time left."""
        if row.next_due_at is None:
            return ""
        css = f"chip {due_tone(row.next_due_at, self.now)}".strip()
        return f'<span class="{css}">{countdown(row.next_due_at)}</span>'

    def assignee(self, row: Row) -> str:
        """Who has it."""
        name = row.names["assignee"]
        if not name:
            return f'<span class="muted">{self.nobody}</span>'
        short = escape(row.names["short_name"] or name.split(" ")[0])
        return f'<span class="with-avatar">{avatar(name, "small")}<span class="truncate">{short}</span></span>'


def drawn(rows: Sequence[Row], columns: Sequence[str], headings: Mapping[str, str], now: datetime) -> SafeString:
    """All the rows of a page."""
    drawing = Drawing(columns, headings, now)
    return SafeString("".join([drawing.row(row) for row in rows]))


def _flag(priority: int) -> str:
    tone, word = PRIORITY_TONES.get(priority, ""), str(Priority(priority).label)
    return f'<span class="chip {tone}" title="{escape(word)}">{icon("flag", word)}</span>'


def _priority(drawing: Drawing, row: Row) -> str:
    return chip(
        Priority(row.priority).label, PRIORITY_TONES.get(row.priority, ""), "flag" if row.priority > 0 else ""
    )  # fmt: skip


def _own(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""


CELLS: dict[str, tuple[str, Callable[[Drawing, Row], str]]] = {
    "number": ("nowrap mono", lambda drawing, row: escape(row.reference)),
    "person": ("truncate person-cell", lambda drawing, row: escape(row.names["person"])),
    "status": ("nowrap", Drawing.status),
    "promise": ("nowrap", Drawing.promise),
    "queue": ("truncate", lambda drawing, row: escape(row.names["queue"])),
    "assignee": ("nowrap", Drawing.assignee),
    "changed": ("nowrap muted", lambda drawing, row: moment(row.updated_at)),
    "priority": ("nowrap", _priority),
    "type": ("nowrap", lambda drawing, row: escape(str(Type(row.type).label))),
    "reason": ("truncate", lambda drawing, row: escape(" › ".join(row.reason))),
    "channel": ("nowrap", lambda drawing, row: escape(channel_word(row.channel))),
    "tags": ("", lambda drawing, row: " ".join([f'<span class="chip outline">{escape(tag)}</span>' for tag in row.tags])),
    "organisation": ("truncate", lambda drawing, row: escape(row.names["organisation"])),
    "team": ("truncate", lambda drawing, row: escape(row.names["team"])),
    "brand": ("nowrap", lambda drawing, row: escape(row.brand.name)),
    "opened": ("nowrap muted", lambda drawing, row: moment(row.opened_at)),
    "answered": ("nowrap muted", lambda drawing, row: _moment(row.first_response_at)),
    "resolved": ("nowrap muted", lambda drawing, row: _moment(row.resolved_at)),
}
