"""The rows of a list of persons, one function a column: drawn in Python, for a page holds hundreds of cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.looks.templatetags.looks import chip, moment
from entregent.people.models import Handle, Organisation, Person, Stage
from entregent.people.rules.custom import read_date
from entregent.people.web.columns import Column

Tones = Mapping[tuple[UUID, str], str]
NOTHING = '<span class="muted">—</span>'
NOWHERE = UUID(int=0)
"""Stands for a person or an organisation in the address that is made once for all of them."""
MOST = 2
"""Of several addresses or organisations of one person."""
MOST_TAGS = 3


def written(handle: Handle, region: str) -> str:
    """An address as people of that region write it: 06 39 98 93 15."""
    return display(Address(Kind(handle.kind), handle.value), region)


class Drawing:
    """Draws the rows of one page: what is the same in all of them is made once, what is the person's is escaped."""

    def __init__(self, columns: Sequence[Column], tones: Tones) -> None:
        self.tones = tones
        self.person, self.organisation = _address("people:person"), _address("people:organisation")
        self.nameless = escape(_("Name unknown"))
        self.cells = [_cell(column) for column in columns]
        self._stages: dict[str, str] = {}
        self._tags: dict[tuple[UUID, str], str] = {}

    def row(self, person: Person) -> str:
        """A whole ``<tr>``."""
        name = escape(person.full_name) or self.nameless
        under = " · ".join([escape(one) for one in (person.external_reference, person.city) if one])
        cells = "".join([draw(self, person) for draw in self.cells])
        return (
            f'<tr data-row><td class="main"><span class="subject-cell"><a class="main-link" href="{self.person % person.id}">'
            f"{name}</a><small>{under}</small></span></td>{cells}</tr>"
        )

    def addresses(self, person: Person, kind: str = "") -> str:
        """The first ones, or those of one kind."""
        handles = [handle for handle in person.handles.all() if not kind or handle.kind == kind][:MOST]
        region = person.brand.region
        lines = "".join([f'<span class="truncate">{escape(written(handle, region))}</span>' for handle in handles])
        return f'<span class="stack tight">{lines}</span>' if lines else ""

    def stage(self, person: Person) -> str:
        """In a chip."""
        if person.stage not in self._stages:
            self._stages[person.stage] = chip(Stage(person.stage).label)
        return self._stages[person.stage]

    def tags(self, row: Person | Organisation) -> str:
        """The first ones, in the colours that their brand gave them, and how many more."""
        chips = "".join([self._tag(row.brand_id, name) for name in row.tags[:MOST_TAGS]]) or NOTHING
        more = len(row.tags) - MOST_TAGS
        if more > 0:
            chips += f'<span class="small muted">+{more}</span>'
        return f'<span class="people-tags">{chips}</span>'

    def _tag(self, brand: UUID, name: str) -> str:
        key = (brand, name)
        if key not in self._tags:
            self._tags[key] = chip(name, self.tones.get(key, "outline"))
        return self._tags[key]

    def organisations(self, person: Person) -> str:
        """The first ones, each leading to its page."""
        shown = [(one.organisation_id, one.organisation.name) for one in list(person.positions.all())[:MOST]]
        return ", ".join([f'<a href="{self.organisation % id}">{escape(name)}</a>' for id, name in shown])


def drawn(persons: Iterable[Person], columns: Sequence[Column], tones: Tones) -> SafeString:
    """All the rows of a page; ``tones``: the colour that each brand gave its tags."""
    drawing = Drawing(columns, tones)
    return SafeString("".join([drawing.row(person) for person in persons]))


def drawn_tags(organisation: Organisation, tones: Tones) -> SafeString:
    """The tags of an organisation in a list of them, as those of persons."""
    return SafeString(Drawing((), tones).tags(organisation))


def _address(name: str) -> str:
    """An address in which "%s" stands for the id."""
    return reverse(name, args=[NOWHERE]).replace("%", "%%").replace(str(NOWHERE), "%s")


def _cell(column: Column) -> Callable[[Drawing, Person], str]:
    """What draws a whole ``<td>`` of the column."""
    css, draw = CELLS.get(column.key) or ("", lambda _drawing, person: escape(_own(person, column)))
    label = "" if column.key in UNLABELLED else f' data-label="{escape(str(column.heading))}"'
    if column.key == "tags":
        return lambda drawing, person: f'<td class="{"" if person.tags else "not-phone"}">{draw(drawing, person)}</td>'
    return lambda drawing, person: f'<td class="{css}"{label}>{draw(drawing, person) or NOTHING}</td>'


def _own(person: Person, column: Column) -> str:
    value = person.custom.get(column.field)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return date_format(read_date(str(value)), "SHORT_DATE_FORMAT") if column.type == "date" else str(localize(value))


def _reference(_drawing: Drawing, person: Person) -> str:
    return f'<span class="mono">{escape(person.external_reference)}</span>' if person.external_reference else ""


CELLS: dict[str, tuple[str, Callable[[Drawing, Person], str]]] = {
    "addresses": ("whole", Drawing.addresses),
    "mail": ("", lambda drawing, person: drawing.addresses(person, "mail")),
    "phone": ("", lambda drawing, person: drawing.addresses(person, "phone")),
    "reference": ("nowrap", _reference),
    "stage": ("", Drawing.stage),
    "tags": ("", Drawing.tags),
    "city": ("", lambda _drawing, person: escape(f"{person.postcode} {person.city}") if person.city else ""),
    "organisation": ("", Drawing.organisations),
    "language": ("", lambda _drawing, person: escape(person.language)),
    "brand": ("nowrap", lambda _drawing, person: escape(person.brand.name)),
    "created": ("shrink", lambda _drawing, person: moment(person.created_at)),
    "changed": ("shrink", lambda _drawing, person: moment(person.updated_at)),
}
UNLABELLED = {"addresses", "stage", "tags"}
"""What needs no word before it on a phone."""
