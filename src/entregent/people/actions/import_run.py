"""Taking in a file of persons: checked from end to end, then written, all of it or in whole batches; it can be stopped."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.actions import append
from entregent.people import events
from entregent.people.actions.import_batch import write_batch
from entregent.people.actions.importing import State, table_of
from entregent.people.models import CustomField, Import
from entregent.people.rules.importing.persons import CustomColumn, Reading, ReadPerson, Refusal, read_person
from entregent.people.rules.importing.tables import Table

BATCH = 500
TOLD_EVERY = 2000
REPORTED = 10_000
ATTEMPTS = 3


class _Cancelled(Exception):
    """Somebody asked to stop."""


def run_import(brand_id: UUID, import_id: UUID, *, now: datetime) -> None:
    """Check the whole file, then write it: in one transaction, or in batches that leave the refused lines out.

    Opens its own transactions. A run that was cut short goes on after its last whole batch; one that is cancelled stops
    between two batches. The file's bytes are emptied at the end, whatever it is. Raises ImportRefused for a file that
    is no table.
    """
    file = _begun(brand_id, import_id)
    if file is None:
        return
    try:
        persons = _checked(file, now)
        if persons is None:
            return
        if file.all_or_nothing:
            _write_whole(file, persons, now)
        else:
            _write_batches(file, persons, now)
    except _Cancelled:
        with visible([brand_id]):
            _end(import_id, now, state=State.CANCELLED)


def fail_import(brand_id: UUID, import_id: UUID, *, now: datetime, at_once: bool = False) -> None:
    """Say that a fault stopped an import, once it was tried enough (or ``at_once``); its whole batches stay."""
    with visible([brand_id]):
        mine = Import.objects.filter(id=import_id, state__in=[State.QUEUED, State.CHECKING, State.WRITING])
        (mine if at_once else mine.filter(attempts__gte=ATTEMPTS)).update(state=State.FAILED, ended_at=now)


def check(
    table: Table, reading: Reading, told: Callable[[int], None] = lambda lines: None
) -> tuple[list[ReadPerson], list[Refusal]]:
    """All the rows that can be taken in, and why the others cannot; a reference that comes back is refused.

    ``told`` hears from time to time how many rows were looked at.
    """
    persons: list[ReadPerson] = []
    refusals: list[Refusal] = []
    references: set[str] = set()
    for number, row in enumerate(table.rows):
        if number % TOLD_EVERY == 0:
            told(number)
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


def _begun(brand_id: UUID, import_id: UUID) -> Import | None:
    """The file, taken in hand; None when it is over, cancelled included."""
    with visible([brand_id]):
        waiting = [State.QUEUED, State.CHECKING, State.WRITING]
        file = Import.objects.select_for_update(no_key=True).filter(id=import_id, state__in=waiting).first()
        if file is None:
            return None
        if file.all_or_nothing:
            file.done = 0  # what was told of a run that was cut short is not there
        file.state, file.attempts, file.checked = State.CHECKING, file.attempts + 1, 0
        file.save(update_fields=["state", "attempts", "checked", "done"])
    return file


def _checked(file: Import, now: datetime) -> list[ReadPerson] | None:
    """The persons to write; None when a refused line stops them all."""
    table = table_of(bytes(file.content))
    with visible([file.brand_id]):
        reading = _reading(file, table)
    persons, refusals = check(table, reading, lambda lines: _tell(file, checked=lines))
    report = [[refusal.line, refusal.column, refusal.reason] for refusal in refusals[:REPORTED]]
    found = {"checked": len(table.rows), "refused": len({refusal.line for refusal in refusals}), "report": report}
    if refusals and file.all_or_nothing:
        with visible([file.brand_id]):
            _end(file.id, now, state=State.REFUSED, **found)
        return None
    _tell(file, state=State.WRITING, **found)
    return persons


def _write_whole(file: Import, persons: Sequence[ReadPerson], now: datetime) -> None:
    """In one transaction. How far it is, is told on a connection apart: from inside, nobody would see it before the end."""
    with ThreadPoolExecutor(1) as apart, visible([file.brand_id]):
        created = updated = done = 0
        try:
            for batch in _batches(persons):
                fresh, known = write_batch(file.brand_id, batch, by=file.by_id, now=now)
                created, updated, done = created + fresh, updated + known, done + len(batch)
                apart.submit(_tell, file, done=done).result()
        finally:
            apart.submit(_hang_up).result()
        _finish(file, now, done=done, created=created, updated=updated)


def _write_batches(file: Import, persons: Sequence[ReadPerson], now: datetime) -> None:
    """Each batch in a transaction, its counts with it."""
    for batch in _batches(persons[file.done :]):
        with visible([file.brand_id]), transaction.atomic():
            fresh, known = write_batch(file.brand_id, batch, by=file.by_id, now=now)
            file.done, file.created, file.updated = file.done + len(batch), file.created + fresh, file.updated + known
            _tell(file, done=file.done, created=file.created, updated=file.updated)
    with visible([file.brand_id]):
        _finish(file, now)


def _finish(file: Import, now: datetime, **counts: int) -> None:
    """The end of a whole import, in the transaction of its last batch, unless somebody cancelled it just before."""
    if Import.objects.select_for_update(no_key=True).get(id=file.id).cancel_asked_at is not None and file.all_or_nothing:
        raise _Cancelled
    _end(file.id, now, state=State.DONE, **counts)
    ended = Import.objects.defer("content").get(id=file.id)
    told = {"created": ended.created, "updated": ended.updated, "refused": ended.refused}
    actor = f"staff:{file.by_id}" if file.by_id else "system:import"
    append([events.persons_imported(brand=file.brand_id, at=now, subject=file.id, actor=actor, **told)])


def _tell(file: Import, **values: object) -> None:
    """Write how far it is. Raises _Cancelled when somebody asked to stop."""
    with visible([file.brand_id]):
        mine = Import.objects.filter(id=file.id)
        mine.update(**values)
        if mine.exclude(cancel_asked_at=None).exists():
            raise _Cancelled


def _end(import_id: UUID, now: datetime, **values: object) -> None:
    Import.objects.filter(id=import_id).update(ended_at=now, content=b"", **values)


def _batches(persons: Sequence[ReadPerson]) -> Iterator[Sequence[ReadPerson]]:
    for start in range(0, len(persons), BATCH):
        yield persons[start : start + BATCH]


def _reading(file: Import, table: Table) -> Reading:
    brand = Brand.objects.get(id=file.brand_id)
    custom = {
        field.key: CustomColumn(field.type, field.options, field.required)
        for field in CustomField.objects.filter(brand_id=file.brand_id, thing="person")
    }
    return Reading(table.header, file.columns, brand.region, custom)


def _hang_up() -> None:
    connection.close()  # that of the thread which calls
