"""The cells of a list of tickets, one function a column: drawn in Python, for a page holds hundreds of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entregent.looks.templatetags.looks import avatar, chip, countdown, icon, moment
from entregent.tickets.columns import COLUMNS, OWN
from entregent.tickets.models import Status, Ticket
from entregent.tickets.web.labels import PRIORITY_TONES, STATUS_TONES, channel_word, due_tone, reason_words, status_words

Cell = Callable[[Ticket, datetime], str | SafeString]
NOTHING = SafeString('<span class="muted">—</span>')


def heading(code: str, own: Mapping[str, str]) -> str:
    """The name of a column; ``own``: label by key of the brand's own fields."""
    if code.startswith(OWN):
        key = code.removeprefix(OWN)
        return own.get(key, key)
    return str(COLUMNS[code])


def title_cell(ticket: Ticket, reference: str, columns: Sequence[str]) -> SafeString:
    """The cell that is always there, with what no column of its own shows."""
    under = [] if "number" in columns else [reference]
    if "channel" not in columns:
        under.append(channel_word(ticket.channel))
    if "reason" not in columns and ticket.reason_id:
        under.append(ticket.reason.name)
    if "tags" not in columns:
        under += [f"#{tag}" for tag in ticket.tags[:3]]
    return format_html(
        '<span class="subject-cell"><a class="main-link" href="{}">{}</a><small>{}</small></span>',
        reverse("desk:ticket", args=[ticket.id]), ticket.title, " · ".join(under),
    )  # fmt: skip


def cell(code: str, label: str, ticket: Ticket, reference: str, now: datetime, *, flagged: bool) -> SafeString:
    """A whole ``<td>``. ``flagged``: the status also shows the priority, which has no column of its own."""
    css = "nowrap"
    if code == "status":
        content = _status(ticket, flagged)
    elif code == "number":
        css, content = "nowrap mono", reference
    elif code.startswith(OWN):
        css, content = "truncate", _own(ticket.custom.get(code.removeprefix(OWN)))
    else:
        css, draw = CELLS[code]
        content = draw(ticket, now)
    return format_html('<td data-label="{}" class="{}">{}</td>', label, css, content or NOTHING)


def _status(ticket: Ticket, flagged: bool) -> SafeString:
    word = _("Waiting") if ticket.status == Status.PENDING else ticket.get_status_display()
    tone = STATUS_TONES[Status(ticket.status)]
    drawn = format_html(
        '<span class="{}" title="{}">{}</span>', f"chip {tone}".strip(), status_words(ticket.status, ticket.brand), word
    )  # fmt: skip
    return format_html("{} {}", drawn, _flag(ticket)) if flagged and ticket.priority > 0 else drawn


def _flag(ticket: Ticket) -> SafeString:
    tone, word = PRIORITY_TONES.get(ticket.priority, ""), ticket.get_priority_display()
    return format_html('<span class="chip {}" title="{}">{}</span>', tone, word, icon("flag", word))


def _promise(ticket: Ticket, now: datetime) -> SafeString | str:
    if ticket.next_due_at is None:
        return ""
    tone = due_tone(ticket.next_due_at, now)
    return format_html('<span class="{}">{}</span>', f"chip {tone}".strip(), countdown(ticket.next_due_at))


def _assignee(ticket: Ticket, now: datetime) -> SafeString:
    if ticket.assignee is None:
        return format_html('<span class="muted">{}</span>', _("Nobody"))
    return format_html(
        '<span class="with-avatar">{}<span class="truncate">{}</span></span>',
        avatar(ticket.assignee.name, "small"), ticket.assignee.get_short_name(),
    )  # fmt: skip


def _tags(ticket: Ticket) -> SafeString:
    return format_html_join(" ", '<span class="chip outline">{}</span>', ((tag,) for tag in ticket.tags))


def _own(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


CELLS: dict[str, tuple[str, Cell]] = {
    "person": ("truncate person-cell", lambda ticket, now: ticket.person.full_name),
    "promise": ("nowrap", _promise),
    "queue": ("truncate", lambda ticket, now: ticket.queue.name),
    "assignee": ("nowrap", _assignee),
    "changed": ("nowrap muted", lambda ticket, now: moment(ticket.updated_at)),
    "priority": ("nowrap", lambda ticket, now: chip(
        ticket.get_priority_display(), PRIORITY_TONES.get(ticket.priority, ""), "flag" if ticket.priority > 0 else "")),
    "type": ("nowrap", lambda ticket, now: ticket.get_type_display()),
    "reason": ("truncate", lambda ticket, now: reason_words(ticket.reason) if ticket.reason else ""),
    "channel": ("nowrap", lambda ticket, now: channel_word(ticket.channel)),
    "tags": ("", lambda ticket, now: _tags(ticket)),
    "organisation": ("truncate", lambda ticket, now: ticket.organisation.name if ticket.organisation else ""),
    "team": ("truncate", lambda ticket, now: ticket.team.name if ticket.team else ""),
    "brand": ("nowrap", lambda ticket, now: ticket.brand.name),
    "opened": ("nowrap muted", lambda ticket, now: moment(ticket.opened_at)),
    "answered": ("nowrap muted", lambda ticket, now: moment(ticket.first_response_at) if ticket.first_response_at else ""),
    "resolved": ("nowrap muted", lambda ticket, now: moment(ticket.resolved_at) if ticket.resolved_at else ""),
}  # fmt: skip
