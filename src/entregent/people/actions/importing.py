"""A file of persons before and beside its writing: kept, its columns named, started, cancelled, taken up again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from entregent.people.errors import ImportRefused
from entregent.people.models import CustomField, Import
from entregent.people.rules.importing.columns import FIELDS, guess_columns
from entregent.people.rules.importing.tables import Table, UnreadableTable, read_table

LARGEST = 50 * 1024 * 1024
KEPT = timedelta(days=7)
"""How long the bytes of a file that nobody starts, or that a fault stopped, are kept."""

State = Import.State


def receive_import(brand_id: UUID, name: str, content: bytes, *, by: UUID | None, now: datetime) -> Import:
    """Keep a file and guess its columns. Raises ImportRefused: too large, empty, no table."""
    if len(content) > LARGEST:
        raise ImportRefused("large", "The file is larger than 50 MB: cut it in parts.")
    table = table_of(content)
    custom = list(CustomField.objects.filter(brand_id=brand_id, thing="person").values_list("key", "label"))
    return Import.objects.create(
        brand_id=brand_id, by_id=by, name=name[:255], content=content, at=now, total=len(table.rows), encoding=table.encoding,
        columns=guess_columns(table.header, custom),
    )  # fmt: skip


def preview(file: Import, rows: int = 5) -> Table:
    """The header and the first rows of a file that waits for its columns."""
    return table_of(bytes(file.content), rows)


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
    settled = {"columns": dict(columns), "all_or_nothing": all_or_nothing, "state": State.QUEUED}
    if not Import.objects.filter(id=file.id, state=State.UPLOADED).update(**settled):
        raise ImportRefused("started", "This import has begun already.")
    file.refresh_from_db(fields=settled)
    return file


def cancel_import(file: Import, *, now: datetime) -> Import:
    """Stop an import: at once when it waits, at its next batch when it runs. Raises ImportRefused when it is over.

    All or nothing: nothing is written. Good lines: the batches that were written stay, and the counts tell how many.
    """
    mine = Import.objects.filter(id=file.id)
    waiting = mine.filter(state__in=[State.UPLOADED, State.QUEUED])
    if not waiting.update(state=State.CANCELLED, ended_at=now, content=b"") and not mine.filter(
        state__in=[State.CHECKING, State.WRITING]
    ).update(cancel_asked_at=now):
        raise ImportRefused("over", "This import is over.")
    file.refresh_from_db(fields=["state", "ended_at", "cancel_asked_at"])
    return file


def take_up_import(file: Import) -> Import:
    """Queue an import that a fault stopped; it goes on after its last whole batch. Raises ImportRefused for any other."""
    queued = {"state": State.QUEUED, "attempts": 0, "ended_at": None}
    if not Import.objects.filter(id=file.id, state=State.FAILED).exclude(content=b"").update(**queued):
        raise ImportRefused("over", "This import is over.")
    file.refresh_from_db(fields=queued)
    return file


def forget_files(now: datetime) -> int:
    """Empty the files that nobody started, and those that a fault stopped, after ``KEPT``; return how many."""
    stale = Import.objects.exclude(content=b"").filter(Q(state=State.UPLOADED) | Q(state=State.FAILED), at__lt=now - KEPT)
    return stale.filter(state=State.UPLOADED).update(state=State.CANCELLED, ended_at=now, content=b"") + stale.update(
        content=b""
    )


def table_of(content: bytes, most: int | None = None) -> Table:
    """A file's header and rows (the first ``most``). Raises ImportRefused."""
    try:
        return read_table(content, most)
    except UnreadableTable as error:
        raise ImportRefused(error.code, "The file cannot be read as a table.") from error
