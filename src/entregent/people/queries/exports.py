"""Persons as files, piece by piece: a million of them never stand in memory, and no transaction stays open."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import vobject
from django.db.models import Prefetch

from entregent.brands.queries import brands as brands_by_id
from entregent.brands.rules import customer_word
from entregent.brands.scope import visible
from entregent.people.models import CustomField, Handle, Person, Position
from entregent.people.rules.exporting import safe_cell
from entregent.people.rules.names import form_of

CHUNK = 500
COLUMNS = [
    "id", "external_reference", "title", "given_name", "family_name", "birth_date", "language", "stage", "is_consumer",
    "street", "postcode", "city", "country", "tags", "mail", "phone", "social", "organisations", "created_at", "updated_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """How a file speaks: names of columns and of stages, yes and no. As it is: for programs, whatever anybody's language.

    Given in words, they are words under which an import finds everything again.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    yes: str = "oui"
    no: str = "non"


def csv_pieces(
    brands: list[UUID], *, stage: str = "", tag: str = "", only: Collection[UUID] | None = None, words: Words | None = None
) -> Iterator[str]:
    """A CSV file (semicolons, UTF-8 with its mark: what a French spreadsheet opens), safe from formulas.

    ``only`` these persons, when given. Opens the brands itself, chunk by chunk: the caller's walls may be closed by the time
    it is read.
    """
    own, said = _own_fields(brands), words or Words()
    labels = [label if words else key for key, label in own.items()]
    yield "\ufeff" + _line([safe_cell(cell) for cell in [*(said.headings.get(name, name) for name in COLUMNS), *labels]])
    for persons in _chunks(brands, stage, tag, only):
        yield "".join(_line([safe_cell(cell) for cell in _cells(person, list(own), said)]) for person in persons)


def vcard_pieces(brands: list[UUID], *, stage: str = "", tag: str = "", only: Collection[UUID] | None = None) -> Iterator[str]:
    """A file of vCards (3.0), piece by piece; it opens the brands itself."""
    known = brands_by_id(brands)
    for persons in _chunks(brands, stage, tag, only):
        for person in persons:
            person.brand = known[person.brand_id]
        yield "".join(vcard(person) for person in persons)


def vcard(person: Person) -> str:
    """The vCard of a person (RFC 2426); handles and positions should be prefetched.

    Its note says whose customer they are, in the brand's own word and language: « Adhérente · Mutuelle Ponant · A-12 ».
    """
    card = vobject.vCard()
    card.add("uid").value = f"urn:uuid:{person.id}"
    card.add("n").value = vobject.vcard.Name(family=person.family_name, given=person.given_name, prefix=person.title)
    handles = list(person.handles.all())
    card.add("fn").value = person.full_name or (handles[0].value if handles else str(person.id))
    for handle in handles:
        name = {"mail": "email", "phone": "tel"}.get(handle.kind, "x-socialprofile")
        card.add(name).value = handle.value
    if any((person.street, person.postcode, person.city, person.country)):
        card.add("adr").value = vobject.vcard.Address(
            street=person.street, code=person.postcode, city=person.city, country=person.country
        )
    for position in person.positions.all():
        card.add("org").value = [position.organisation.name]
    if person.birth_date:
        card.add("bday").value = person.birth_date.isoformat()
    if person.tags:
        card.add("categories").value = list(person.tags)
    called = customer_word(person.brand.vocabulary, form_of(person.title), person.brand.language).capitalize()
    card.add("note").value = " · ".join(filter(None, (called, person.brand.name, person.external_reference)))
    return card.serialize()


def _chunks(brands: list[UUID], stage: str, tag: str, only: Collection[UUID] | None) -> Iterator[list[Person]]:
    last = None
    while True:
        with visible(brands):
            rows = Person.objects.filter(brand_id__in=brands, merged_into=None)
            rows = rows.filter(id__in=only) if only is not None else rows
            rows = rows.filter(stage=stage) if stage else rows
            rows = rows.filter(tags__contains=[tag]) if tag else rows
            rows = rows.filter(id__gt=last) if last else rows
            with_all = rows.prefetch_related(
                Prefetch("handles", Handle.objects.order_by("id")),
                Prefetch("positions", Position.objects.select_related("organisation").order_by("id")),
            )
            persons = list(with_all.order_by("id")[:CHUNK])
        if persons:
            yield persons
        if len(persons) < CHUNK:
            return
        last = persons[-1].id


def _own_fields(brands: list[UUID]) -> dict[str, str]:
    """The fields that these brands added: key → label, under both of which an import finds them again."""
    own: dict[str, str] = {}
    with visible(brands):
        rows = CustomField.objects.filter(brand__in=brands, thing="person").order_by("position", "key")
        for key, label in rows.values_list("key", "label"):
            own.setdefault(key, label)
    return own


def _cells(person: Person, own: list[str], said: Words) -> list[object]:
    by_kind: dict[str, list[str]] = {}
    for handle in person.handles.all():
        by_kind.setdefault(handle.kind, []).append(handle.value)
    extra = {
        "tags": ", ".join(person.tags),
        "organisations": " | ".join(position.organisation.name for position in person.positions.all()),
        "is_consumer": said.yes if person.is_consumer else said.no,
        "stage": said.stages.get(person.stage, person.stage),
        "created_at": person.created_at.isoformat(),
        "updated_at": person.updated_at.isoformat(),
        **{kind: " | ".join(by_kind.get(kind, [])) for kind in ("mail", "phone", "social")},
    }
    cells = [extra[name] if name in extra else getattr(person, name) for name in COLUMNS]
    return cells + [_plain(person.custom.get(key), said) for key in own]


def _plain(value: object, said: Words) -> object:
    return {True: said.yes, False: said.no, None: ""}[value] if value is None or isinstance(value, bool) else value


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()
