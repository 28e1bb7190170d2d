"""Taking in a file of persons: kept, its columns named, checked from end to end, then written in whole batches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.actions import append
from entregent.people import events
from entregent.people.actions.import_batch import write_batch
from entregent.people.errors import ImportRefused
from entregent.people.models import CustomField, Import
from entregent.people.rules.importing.columns import FIELDS, guess_columns
from entregent.people.rules.importing.persons import CustomColumn, Reading, ReadPerson, Refusal, read_person
from entregent.people.rules.importing.tables import Table, UnreadableTable, read_table

LARGEST = 50 * 1024 * 1024
BATCH = 500
REPORTED = 10_000


def receive_import(brand_id: UUID, name: str, content: bytes, *, by: UUID | None, now: datetime) -> Import:
    """Keep a file and guess its columns. Raises ImportRefused: too large, empty, no table."""
    if len(content) > LARGEST:
        raise ImportRefused("large", "The file is larger than 50 MB: cut it in parts.")
    table = _table(content)
    custom = list(CustomField.objects.filter(brand_id=brand_id, thing="person").values_list("key", "label"))
    return Import.objects.create(
        brand_id=brand_id, by_id=by, name=name[:255], content=content, at=now, total=len(table.rows),
        columns=guess_columns(table.header, custom),
    )  # fmt: skip


def preview(file: Import, rows: int = 5) -> Table:
    """The header and the first rows of a file that waits for its columns."""
    table = _table(bytes(file.content))
    return Table(table.separator, table.header, table.rows[:rows])


def start_import(file: Import, columns: Mapping[str, str], *, all_or_nothing: bool) -> Import:
    """Settle the columns (header → field) and queue the file. Raises ImportRefused when no column says who a person is."""
    allowed = {"", *FIELDS} | {
        f"custom:{key}"
        for key in CustomField.objects.filter(brand_id=file.brand_id, thing="person").values_list("key", flat=True)
    }
    if set(columns.values()) - allowed:
        raise ImportRefused("columns", "A column is given to a field that does not exist.")
    if not set(columns.values()) & {"given_name", "family_name", "full_name", "mail", "phone", "external_reference"}:
        raise ImportRefused("nobody", "No column says who a person is: name, address or reference.")
    if file.state != Import.State.UPLOADED:
        raise ImportRefused("started", "This import has begun already.")
    file.columns, file.all_or_nothing, file.state = dict(columns), all_or_nothing, Import.State.QUEUED
    file.save(update_fields=["columns", "all_or_nothing", "state"])
    return file


def run_import(brand_id: UUID, import_id: UUID, *, now: datetime) -> None:
    """Check the whole file, then write it: in one transaction, or in batches that leave the refused lines out.

    Opens its own transactions. A run that was cut short goes on after its last whole batch. The file's bytes are
    emptied at the end, whatever it is.
    """
    with visible([brand_id]):
        file = Import.objects.get(id=import_id)
        if file.state not in (Import.State.QUEUED, Import.State.CHECKING, Import.State.WRITING):
            return
        table, reading = _table(bytes(file.content)), _reading(file)
        _note(file, state=Import.State.CHECKING)
    persons, refusals = check(table, reading)
    refused = len({refusal.line for refusal in refusals})
    report = [[refusal.line, refusal.column, refusal.reason] for refusal in refusals[:REPORTED]]
    with visible([brand_id]):
        stopped = bool(refusals) and file.all_or_nothing
        _note(file, refused=refused, report=report, state=Import.State.WRITING)
        if stopped:
            _end(file, Import.State.REFUSED, now)
            return
    if file.all_or_nothing:
        with visible([brand_id]):
            _write(file, persons, now)
    else:
        _write(file, persons, now)
    with visible([brand_id]):
        _end(file, Import.State.DONE, now)
        actor = f"staff:{file.by_id}" if file.by_id else "system:import"
        counts = {"created": file.created, "updated": file.updated, "refused": file.refused}
        append([events.persons_imported(brand=brand_id, at=now, subject=file.id, actor=actor, **counts)])


def check(table: Table, reading: Reading) -> tuple[list[ReadPerson], list[Refusal]]:
    """All the rows that can be taken in, and why the others cannot; a reference that comes back is refused."""
    persons: list[ReadPerson] = []
    refusals: list[Refusal] = []
    references: set[str] = set()
    for row in table.rows:
        person, reasons = read_person(row, reading)
        reference = person.fields.get("external_reference")
        if reference and reference in references:
            reasons.append(Refusal(row.line, "", "twice"))
        if reasons:
            refusals.extend(reasons)
            continue
        if reference:
            references.add(reference)
        persons.append(person)
    return persons, refusals


def fail_import(brand_id: UUID, import_id: UUID, *, now: datetime) -> None:
    """Say that a fault stopped an import; its whole batches stay, and the counts say how far it went."""
    with visible([brand_id]):
        Import.objects.filter(id=import_id).update(state=Import.State.FAILED, ended_at=now)


def _write(file: Import, persons: Sequence[ReadPerson], now: datetime) -> None:
    for batch in _batches(persons[file.done :]):
        with visible([file.brand_id]), transaction.atomic():
            created, updated = write_batch(file.brand_id, batch, by=file.by_id, now=now)
            _note(file, done=file.done + len(batch), created=file.created + created, updated=file.updated + updated)


def _batches(persons: Sequence[ReadPerson]) -> Iterator[Sequence[ReadPerson]]:
    for start in range(0, len(persons), BATCH):
        yield persons[start : start + BATCH]


def _reading(file: Import) -> Reading:
    brand = Brand.objects.get(id=file.brand_id)
    custom = {
        field.key: CustomColumn(field.type, field.options, field.required)
        for field in CustomField.objects.filter(brand_id=file.brand_id, thing="person")
    }
    return Reading(_table(bytes(file.content)).header, file.columns, brand.region, custom)


def _table(content: bytes) -> Table:
    try:
        return read_table(content)
    except UnreadableTable as error:
        raise ImportRefused(error.code, "The file cannot be read as a table.") from error


def _note(file: Import, **values: object) -> None:
    for name, value in values.items():
        setattr(file, name, value)
    file.save(update_fields=list(values))


def _end(file: Import, state: str, now: datetime) -> None:
    _note(file, state=state, ended_at=now, content=b"")
