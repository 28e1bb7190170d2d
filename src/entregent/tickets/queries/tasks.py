"""Lists of tasks: what the back office has to do, by when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from entregent.tickets.models import Task
from entregent.tickets.queries.asking import uuid_of

PAGE = 50
WHENEVER = datetime(9999, 1, 1, tzinfo=UTC)
SHOWN = ("ticket__person", "ticket__brand", "queue", "assignee")


@dataclass(frozen=True)
class TaskFilters:
    """Which tasks: of these brands, done or not, late or not, of an agent or ("none") of nobody, of a queue."""

    brands: tuple[UUID, ...]
    done: bool = False
    late: bool = False
    assignee: UUID | str | None = None
    queue: UUID | None = None


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; ``after`` is the key of the next one, when there is one."""

    tasks: list[Task] = field(default_factory=list)
    after: str | None = None


def task_listing(filters: TaskFilters, now: datetime, *, after: str = "", size: int = PAGE) -> TaskPage:
    """What is due first comes first, then what is due whenever; of what is done, the last done. One statement."""
    rows = _kept(filters, now).select_related(*SHOWN)
    if filters.done:
        rows = rows.annotate(key=Coalesce("done_at", Value(WHENEVER))).order_by("-key", "-id")
    else:
        rows = rows.annotate(key=Coalesce("due_at", Value(WHENEVER))).order_by("key", "id")
    if (begin := _read(after)) is not None:
        moment, id = begin
        past = "lt" if filters.done else "gt"
        rows = rows.filter(Q(**{f"key__{past}": moment}) | Q(key=moment, **{f"id__{past}": id}))
    found = list(rows[: size + 1])
    shown = found[:size]
    return TaskPage(shown, f"{shown[-1].key.isoformat()}~{shown[-1].id}" if len(found) > size else None)


def late_tasks(brands: Sequence[UUID], now: datetime, most: int = 100) -> int:
    """How many tasks should be done by now, counted no further than ``most`` + 1."""
    return _kept(TaskFilters(tuple(brands), late=True), now)[: most + 1].count()


def _kept(filters: TaskFilters, now: datetime) -> QuerySet[Task]:
    rows = Task.objects.filter(brand__in=filters.brands, done_at__isnull=not filters.done)
    if filters.late:
        rows = rows.filter(due_at__lt=now)
    if filters.queue is not None:
        rows = rows.filter(queue=filters.queue)
    if filters.assignee == "none":
        rows = rows.filter(assignee__isnull=True)
    elif filters.assignee is not None:
        rows = rows.filter(assignee=filters.assignee)
    return rows


def _read(key: str) -> tuple[datetime, UUID] | None:
    moment, _tilde, id = key.partition("~")
    found = uuid_of(id)
    try:
        return (datetime.fromisoformat(moment), found) if found else None
    except ValueError:
        return None
