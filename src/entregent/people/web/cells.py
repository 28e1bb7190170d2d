"""The cells of a list of persons, one function a column: drawn in Python, for a page holds hundreds of them."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.looks.templatetags.looks import chip, moment
from entregent.people.models import Handle, Person
from entregent.people.rules.custom import read_date
from entregent.people.web.columns import Column

Tones = Mapping[tuple[UUID, str], str]
NOTHING = SafeString('<span class="muted">—</span>')
MOST = 2
"""Of several addresses or organisations of one person."""
MOST_TAGS = 3


def written(handle: Handle, region: str) -> str:
    """An address as people of that region write it: 06 39 98 93 15."""
    return display(Address(Kind(handle.kind), handle.value), region)


def cell(column: Column, person: Person, tones: Tones) -> SafeString:
    """A whole ``<td>``; ``tones``: the colour that each brand gave its tags."""
    css, draw = CELLS.get(column.key) or ("", lambda person, _tones: _own(person, column))
    if column.key == "tags" and not person.tags:
        css = "not-phone"
    content = draw(person, tones) or NOTHING
    if column.key in UNLABELLED:
        return format_html('<td class="{}">{}</td>', css, content)
    return format_html('<td class="{}" data-label="{}">{}</td>', css, column.heading, content)


def _addresses(person: Person, handles: Iterable[Handle]) -> SafeString:
    shown = list(handles)[:MOST]
    if not shown:
        return NOTHING
    lines = format_html_join("", '<span class="truncate">{}</span>', ((written(one, person.brand.region),) for one in shown))
    return format_html('<span class="stack tight">{}</span>', lines)


def _of_kind(person: Person, kind: str) -> SafeString:
    return _addresses(person, [handle for handle in person.handles.all() if handle.kind == kind])


def _tags(person: Person, tones: Tones) -> SafeString:
    chips = [chip(name, tones.get((person.brand_id, name), "outline")) for name in person.tags[:MOST_TAGS]] or [NOTHING]
    more = len(person.tags) - MOST_TAGS
    if more > 0:
        chips.append(format_html('<span class="small muted">+{}</span>', more))
    return format_html('<span class="people-tags">{}</span>', format_html_join("", "{}", ((one,) for one in chips)))


def _organisations(person: Person) -> SafeString:
    shown = list(person.positions.all())[:MOST]
    links = ((reverse("people:organisation", args=[one.organisation_id]), one.organisation.name) for one in shown)
    return format_html_join(", ", '<a href="{}">{}</a>', links)


def _reference(person: Person) -> SafeString | str:
    return format_html('<span class="mono">{}</span>', person.external_reference) if person.external_reference else ""


def _own(person: Person, column: Column) -> str:
    value = person.custom.get(column.field)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return date_format(read_date(str(value)), "SHORT_DATE_FORMAT") if column.type == "date" else localize(value)


CELLS: dict[str, tuple[str, Callable[[Person, Tones], SafeString | str]]] = {
    "addresses": ("whole", lambda person, _tones: _addresses(person, person.handles.all())),
    "mail": ("", lambda person, _tones: _of_kind(person, "mail")),
    "phone": ("", lambda person, _tones: _of_kind(person, "phone")),
    "reference": ("nowrap", lambda person, _tones: _reference(person)),
    "stage": ("", lambda person, _tones: chip(person.get_stage_display())),
    "tags": ("", _tags),
    "city": ("", lambda person, _tones: f"{person.postcode} {person.city}" if person.city else ""),
    "organisation": ("", lambda person, _tones: _organisations(person)),
    "language": ("", lambda person, _tones: person.language),
    "brand": ("nowrap", lambda person, _tones: person.brand.name),
    "created": ("shrink", lambda person, _tones: moment(person.created_at)),
    "changed": ("shrink", lambda person, _tones: moment(person.updated_at)),
}
UNLABELLED = {"addresses", "stage", "tags"}
"""What needs no word before it on a phone."""
