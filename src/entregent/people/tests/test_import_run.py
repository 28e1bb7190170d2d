"""An import that is watched from outside, stopped by somebody, or stopped by a fault."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions
from entregent.people.actions import import_run
from entregent.people.actions.importing import KEPT, forget_files
from entregent.people.errors import ImportRefused
from entregent.people.jobs import take_in_file
from entregent.people.models import Import, Person

LINES = 35


@pytest.fixture
def ponant(committed: str, monkeypatch: pytest.MonkeyPatch) -> Brand:
    monkeypatch.setattr(import_run, "BATCH", 10)
    return Brand.objects.create(slug="ponant", name="Ponant", code="PON")


def started(brand: Brand, now: datetime, *, all_or_nothing: bool) -> UUID:
    text = "Nom;Référence\n" + "".join(f"Nom{n};R{n}\n" for n in range(LINES))
    with visible([brand.id]):
        file = actions.receive_import(brand.id, "x.csv", text.encode(), by=None, now=now)
        actions.start_import(file, file.columns, all_or_nothing=all_or_nothing)
    return file.id


def seen(brand: Brand, file: UUID) -> tuple[Any, ...]:
    with visible([brand.id]):
        row = Import.objects.get(id=file)
        return row.state, row.done, row.created, Person.objects.count()


@pytest.fixture
def between_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, Callable[[], Any]], list[Any]]]:
    """Do something on a connection apart when so many batches are written; what it gave is in the list."""
    with ThreadPoolExecutor(1) as apart:

        def arrange(after: int, act: Callable[[], Any]) -> list[Any]:
            written, calls, given = import_run.write_batch, [], []

            def writing(*arguments: Any, **options: Any) -> Any:
                calls.append(1)
                if len(calls) == after + 1:
                    given.append(apart.submit(act).result())
                return written(*arguments, **options)

            monkeypatch.setattr(import_run, "write_batch", writing)
            return given

        yield arrange
        apart.submit(lambda: connection.close()).result()


@pytest.mark.parametrize(("all_or_nothing", "there"), [(True, 0), (False, 20)])
def test_progress_is_seen_while_it_is_written(
    ponant: Brand, now: datetime, between_batches, all_or_nothing: bool, there: int
) -> None:
    file = started(ponant, now, all_or_nothing=all_or_nothing)
    given = between_batches(2, lambda: seen(ponant, file))
    actions.run_import(ponant.id, file, now=now)
    assert given == [("writing", 20, there, there)]
    assert seen(ponant, file) == ("done", LINES, LINES, LINES)


def test_progress_is_seen_while_it_is_checked(ponant: Brand, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    file, told = started(ponant, now, all_or_nothing=True), []
    monkeypatch.setattr(import_run, "TOLD_EVERY", 20)
    tell = import_run._tell
    monkeypatch.setattr(import_run, "_tell", lambda file, **values: (told.append(values), tell(file, **values)))
    actions.run_import(ponant.id, file, now=now)
    assert [values["checked"] for values in told if "checked" in values] == [0, 20, LINES]


@pytest.mark.parametrize(("all_or_nothing", "there"), [(True, 0), (False, 20)])
def test_a_running_import_is_cancelled_between_two_batches(
    ponant: Brand, now: datetime, between_batches, all_or_nothing: bool, there: int
) -> None:
    file = started(ponant, now, all_or_nothing=all_or_nothing)

    def cancel() -> None:
        with visible([ponant.id]):
            actions.cancel_import(Import.objects.get(id=file), now=now)

    between_batches(2, cancel)
    actions.run_import(ponant.id, file, now=now)
    state, _done, created, persons = seen(ponant, file)
    assert (state, created, persons) == ("cancelled", there, there)
    with visible([ponant.id]):
        assert not Import.objects.get(id=file).content
    actions.run_import(ponant.id, file, now=now)
    assert seen(ponant, file)[3] == there


def test_what_waits_is_cancelled_at_once_and_what_is_over_is_not(ponant: Brand, now: datetime) -> None:
    file = started(ponant, now, all_or_nothing=True)
    with visible([ponant.id]):
        row = actions.cancel_import(Import.objects.get(id=file), now=now)
        assert (row.state, row.ended_at) == ("cancelled", now)
        with pytest.raises(ImportRefused):
            actions.cancel_import(row, now=now)
        with pytest.raises(ImportRefused):
            actions.start_import(row, row.columns, all_or_nothing=True)
    actions.run_import(ponant.id, file, now=now)
    assert seen(ponant, file) == ("cancelled", 0, 0, 0)


def test_a_fault_leaves_nothing_of_a_whole_import_and_it_is_taken_up_again(
    ponant: Brand, now: datetime, between_batches
) -> None:
    file = started(ponant, now, all_or_nothing=True)

    def fall() -> None:
        raise RuntimeError("a fault")

    for attempt in range(import_run.ATTEMPTS):
        between_batches(2, fall)
        with pytest.raises(RuntimeError):
            take_in_file(str(ponant.id), str(file))
        state, _done, _created, persons = seen(ponant, file)
        assert (state, persons) == ("failed" if attempt == import_run.ATTEMPTS - 1 else "writing", 0)
    with visible([ponant.id]):
        actions.take_up_import(Import.objects.get(id=file))
    take_in_file(str(ponant.id), str(file))
    assert seen(ponant, file) == ("done", LINES, LINES, LINES)
    with visible([ponant.id]), pytest.raises(ImportRefused):
        actions.take_up_import(Import.objects.get(id=file))


def test_files_that_nobody_starts_do_not_stay(brand: Brand, now: datetime) -> None:
    old, new = (actions.receive_import(brand.id, "x.csv", b"Nom\nMorvan\n", by=None, now=at) for at in (now - KEPT * 2, now))
    assert forget_files(now + timedelta(minutes=1)) == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, bytes(old.content), new.state) == ("cancelled", b"", "uploaded")
    assert new.content
