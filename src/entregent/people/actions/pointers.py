"""What points to a person, in any room, found through the registry of models: a new room's table needs nothing.

What would clash with a row that the target has already (the same address on both) stays where it is.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from entregent.people.models import Duplicate, Merge, Person


def pointers() -> Iterator[tuple[str, type[models.Model], str]]:
    """(name, model, field) of every foreign key to a person, hidden reverse names included; not of the records of merging."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model, field = relation.related_model, relation.field
        if model in (Merge, Duplicate) or not model._meta.managed:
            continue
        yield f"{model._meta.label_lower}.{field.name}", model, field.name


def move_all(model: type[models.Model], field: str, source: Person, target: Person) -> list[str]:
    """Let everything of a table that points to ``source`` point to ``target``; return the ids of what moved."""
    rows = list(model._base_manager.filter(**{field: source}).values_list("pk", flat=True))
    return [str(pk) for pk in _move(model, field, rows, target)]


def move_back(name: str, ids: list[str], source: Person, target: Person) -> None:
    """Let these rows (``name`` as ``pointers`` says it) point to ``target`` again, those that point to ``source`` still."""
    label, _, field = name.rpartition(".")
    model = apps.get_model(label)
    rows = model._base_manager.filter(pk__in=ids, **{field: source}).values_list("pk", flat=True)
    _move(model, field, list(rows), target)


def _move(model: type[models.Model], field: str, rows: list[Any], target: Person) -> list[Any]:
    """Point rows to a person; return those that moved. Those that the database refuses (not unique) stay where they are."""
    if not rows:
        return []
    manager = model._base_manager
    try:
        with transaction.atomic():
            manager.filter(pk__in=rows).update(**{field: target})
        return rows
    except IntegrityError:
        return [row for row in rows if _moves_alone(manager.filter(pk=row), field, target)]


def _moves_alone(row: "models.QuerySet[Any]", field: str, target: Person) -> bool:
    try:
        with transaction.atomic():
            row.update(**{field: target})
    except IntegrityError:
        return False
    return True
