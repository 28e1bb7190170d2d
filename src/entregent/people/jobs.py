"""Work on persons that nobody waits for."""

from datetime import UTC, datetime
from uuid import UUID

from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.jobs.app import job, later
from entregent.people.actions.duplicates import find_duplicates
from entregent.people.actions.import_run import ATTEMPTS, fail_import, run_import
from entregent.people.actions.importing import forget_files
from entregent.people.actions.merge import settle_merge
from entregent.people.actions.stages import judge_batch, judge_stage
from entregent.people.actions.tags import advance_tag_change
from entregent.people.errors import ImportRefused
from entregent.people.models import Import, Merge, Person, TagChange


@job()
def check_duplicates(brand: str, person: str) -> None:
    """Propose the persons who may be this one."""
    with visible([UUID(brand)]):
        row = Person.objects.filter(id=person, merged_into=None).first()
        if row is not None:
            find_duplicates(row, now=datetime.now(UTC), actor="system:duplicates")


@job()
def take_along(brand: str, merge: str) -> None:
    """Take along what was written for an absorbed person while they were being merged."""
    with visible([UUID(brand)]):
        if row := Merge.objects.filter(id=merge).first():
            settle_merge(row)


@job(attempts=ATTEMPTS)
def take_in_file(brand: str, file: str) -> None:
    """Check and write a file of persons; it goes on where a killed worker left it."""
    try:
        run_import(UUID(brand), UUID(file), now=datetime.now(UTC))
    except ImportRefused:
        fail_import(UUID(brand), UUID(file), now=datetime.now(UTC), at_once=True)
    except Exception:
        fail_import(UUID(brand), UUID(file), now=datetime.now(UTC))
        raise


def take_in_later(file: Import) -> None:
    """Have a file that was started taken in; those of a brand one after the other."""
    later(take_in_file, lock=f"people.import:{file.brand_id}", brand=str(file.brand_id), file=str(file.id))


@job(queue="bulk", attempts=5)
def retag(brand: str, change: str) -> None:
    """Change a tag wherever it is, or undo that, a batch a transaction."""
    left = True
    while left:
        with visible([UUID(brand)]):
            left = advance_tag_change(UUID(change), datetime.now(UTC))


def retag_later(change: TagChange) -> None:
    """Have a change of a tag done, or undone; those of a brand one after the other."""
    later(retag, lock=f"people.tags:{change.brand_id}", brand=str(change.brand_id), change=str(change.id))


@job()
def judge_person(brand: str, person: str) -> None:
    """Move a person in the life cycle, if what has just happened says so."""
    with visible([UUID(brand)]):
        judge_stage(UUID(person), now=datetime.now(UTC))


@job(queue="bulk", every="40 2 * * *", attempts=1, lock="people.stages")
def judge_everybody(timestamp: int) -> None:
    """Move in the life cycle those whom the time that passed moves, a batch a transaction."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for brand in Brand.objects.filter(active=True).values_list("id", flat=True):
        after, more = None, True
        while more:
            with visible([brand]):
                after = judge_batch(brand, after, now=now)
            more = after is not None


@job(every="25 4 * * *", attempts=1, lock="people.forget-files")
def forget_old_files(timestamp: int) -> None:
    """Files that nobody started do not stay."""
    with every_brand():
        forget_files(datetime.fromtimestamp(timestamp, UTC))
