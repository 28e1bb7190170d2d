"""From the cells of a row to a person, or to the reasons why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from entregent.kernel.handles import Handle, InvalidHandle
from entregent.kernel.text import fold
from entregent.people.rules.addresses import read_address
from entregent.people.rules.custom import read_date, read_value, read_yes_no
from entregent.people.rules.importing.tables import Row
from entregent.people.rules.names import cut_display_name

LENGTHS = {
    "title": 20, "given_name": 80, "family_name": 80, "external_reference": 60, "street": 160, "postcode": 12, "city": 80,
    "language": 10, "organisation": 160,
}  # fmt: skip
STAGES = {
    "prospect": "prospect", "nouveau": "new", "new": "new", "actif": "active", "active": "active", "a risque": "at_risk",
    "at risk": "at_risk", "at_risk": "at_risk", "perdu": "lost", "lost": "lost", "reconquis": "won_back",
    "won back": "won_back", "won_back": "won_back",
}  # fmt: skip
COUNTRIES = {
    "france": "FR", "suisse": "CH", "switzerland": "CH", "belgique": "BE", "belgium": "BE", "luxembourg": "LU",
    "allemagne": "DE", "germany": "DE", "espagne": "ES", "spain": "ES", "italie": "IT", "italy": "IT", "maroc": "MA",
    "madagascar": "MG", "royaume-uni": "GB", "united kingdom": "GB", "canada": "CA",
}  # fmt: skip

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
"""What no keyboard writes: bytes of no known encoding, or letters that another program lost before."""


@dataclass(frozen=True, slots=True)
class CustomColumn:
    """A field that the brand adds: its type and choices."""

    type: str
    options: Sequence[str] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are read: header → field, the brand's region and its own fields."""

    header: Sequence[str]
    columns: Mapping[str, str]
    region: str
    custom: Mapping[str, CustomColumn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken in. ``reason`` is a stable word; the value itself is not repeated."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class ReadPerson:
    """A row that can be taken in. ``fields`` holds only what the row says."""

    line: int
    fields: dict[str, Any] = field(default_factory=dict)
    addresses: list[Handle] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)
    organisation: str = ""


def read_person(row: Row, reading: Reading) -> tuple[ReadPerson, list[Refusal]]:
    """Read one row; the person may be written only when no refusal comes with it."""
    person, refusals = ReadPerson(row.line), []
    if len(row.cells) > len(reading.header) and any(row.cells[len(reading.header) :]):
        refusals.append(Refusal(row.line, "", "cells"))
    for title, cell in zip(reading.header, row.cells, strict=False):
        target = reading.columns.get(title, "")
        text = _without_guard(cell)
        if not target or not text:
            continue
        reason = "encoding" if _UNREADABLE.search(text) else _take(person, target, text, reading)
        if reason:
            refusals.append(Refusal(row.line, title, reason))
    for key, column in reading.custom.items():
        if column.required and f"custom:{key}" in reading.columns.values() and key not in person.custom:
            refusals.append(Refusal(row.line, key, "required"))
    names = person.fields.get("given_name") or person.fields.get("family_name")
    if not refusals and not (names or person.addresses or person.fields.get("external_reference")):
        refusals.append(Refusal(row.line, "", "nobody"))
    person.addresses = list(dict.fromkeys(person.addresses))
    return person, refusals


def _take(person: ReadPerson, target: str, text: str, reading: Reading) -> str:
    """Put one cell in its place; the reason of a refusal, or nothing."""
    if target.startswith("custom:"):
        return _take_custom(person, target.removeprefix("custom:"), text, reading)
    if target in ("mail", "phone"):
        return _take_addresses(person, target, text, reading.region)
    if len(text) > LENGTHS.get(target, 2000):
        return "too_long"
    try:
        _take_field(person, target, text)
    except (ValueError, KeyError):
        return {"birth_date": "date", "is_consumer": "yes_no"}.get(target, target)
    return ""


def _take_field(person: ReadPerson, target: str, text: str) -> None:
    if target == "full_name":
        title, given, family = cut_display_name(text)
        parts = {"title": title, "given_name": given, "family_name": family}
        person.fields |= {name: value for name, value in parts.items() if value and name not in person.fields}
    elif target == "birth_date":
        person.fields[target] = read_date(text)
    elif target == "is_consumer":
        person.fields[target] = read_yes_no(text)
    elif target == "stage":
        person.fields[target] = STAGES[fold(text)]
    elif target == "country":
        person.fields[target] = text.upper() if len(text) == 2 and text.isalpha() else COUNTRIES[fold(text)]
    elif target == "tags":
        person.tags = [tag.strip() for tag in text.replace("|", ",").replace(";", ",").split(",") if tag.strip()]
    elif target == "organisation":
        person.organisation = text
    else:
        person.fields[target] = text


def _take_addresses(person: ReadPerson, kind: str, text: str, region: str) -> str:
    for part in text.replace("|", ";").replace(" / ", ";").split(";"):
        if part.strip():
            try:
                person.addresses.append(read_address(kind, part, region))
            except InvalidHandle as refused:
                return refused.reason.value
    return ""


def _take_custom(person: ReadPerson, key: str, text: str, reading: Reading) -> str:
    column = reading.custom.get(key)
    if column is None:
        return ""
    try:
        person.custom[key] = read_value(column.type, text, column.options)
    except ValueError:
        return "value"
    return ""


def _without_guard(cell: str) -> str:
    """Our own exports write ' before what a spreadsheet would take for a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell
