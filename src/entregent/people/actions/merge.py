"""Making one person of two, and two of one again, without losing a row.

Whatever points to a person moves with a merge, in any room, found through the registry of models: a new room's table needs
nothing. What would clash with a row that the kept person has already (the same address on both) stays with the absorbed one.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.actions.persons import fresh_search_key
from entregent.people.errors import MergeRefused
from entregent.people.models import Duplicate, Merge, Person

FILLED = (
    "given_name", "family_name", "title", "birth_date", "language", "external_reference",
    "street", "postcode", "city", "country",
)  # fmt: skip
"""Own fields that the kept person takes over where they are empty. A postal address is taken as a whole."""
ADDRESS = ("street", "postcode", "city", "country")


def merge_persons(kept: Person, absorbed: Person, *, by: UUID | None, now: datetime, actor: str) -> Merge:
    """Let ``kept`` absorb another person of its brand; everything that pointed to that one points to ``kept``.

    Raises MergeRefused: the same person twice, two brands, or one of them merged already.
    """
    kept, absorbed = _locked(kept.id, absorbed.id)
    merge = Merge(brand_id=kept.brand_id, kept=kept, absorbed=absorbed, by_id=by, at=now, before={}, moved={})
    merge.moved = {name: ids for name, model, field in _pointers() if (ids := _move_all(model, field, absorbed, kept))}
    before = _picture(kept)
    _fill(kept, absorbed)
    kept.search_key, kept.updated_at = fresh_search_key(kept), now
    after = _picture(kept)
    merge.before = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    kept.save()
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    merge.save(force_insert=True)
    append([_fact(events.persons_merged, merge, now, actor)])
    return merge


def undo_merge(merge: Merge, *, by: UUID | None, now: datetime, actor: str) -> Merge:
    """Give the absorbed person back with all that was theirs; what came since the merge stays with the kept one.

    A field that was changed since keeps its new value. The pair is not proposed again. Raises MergeRefused when it was
    undone already, or when a later merge of the kept person must be undone first.
    """
    merge = Merge.objects.select_for_update().get(id=merge.id)
    if merge.undone_at is not None:
        raise MergeRefused("undone", "This merge is undone already.")
    people = {
        p.id: p for p in Person.objects.select_for_update().filter(id__in=[merge.kept_id, merge.absorbed_id]).order_by("id")
    }
    kept, absorbed = people[merge.kept_id], people[merge.absorbed_id]
    later = Merge.objects.filter(kept=kept, undone_at=None, id__gt=merge.id).exists()
    if later or kept.merged_into_id is not None or absorbed.merged_into_id != kept.id:
        raise MergeRefused("later", "A later merge of this person must be undone first.")
    for name, ids in merge.moved.items():
        label, _, field = name.rpartition(".")
        _move_back(apps.get_model(label), field, ids, kept, absorbed)
    _restore(kept, merge)
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    if by is not None:
        first, second = sorted([kept.id, absorbed.id])
        Duplicate.objects.update_or_create(
            first_id=first, second_id=second,
            defaults={"dismissed_at": now, "dismissed_by_id": by},
            create_defaults={
                "brand_id": kept.brand_id, "score": 0, "reasons": [], "found_at": now,
                "dismissed_at": now, "dismissed_by_id": by,
            },
        )  # fmt: skip
    append([_fact(events.merge_undone, merge, now, actor)])
    return merge


def _locked(kept: UUID, absorbed: UUID) -> tuple[Person, Person]:
    if kept == absorbed:
        raise MergeRefused("same", "A person cannot be merged with themselves.")
    people = {p.id: p for p in Person.objects.select_for_update().filter(id__in=[kept, absorbed]).order_by("id")}
    if len(people) < 2:
        raise MergeRefused("unknown", "One of the two persons does not exist.")
    one, other = people[kept], people[absorbed]
    if one.brand_id != other.brand_id:
        raise MergeRefused("brand", "These persons are customers of two brands.")
    if one.merged_into_id or other.merged_into_id:
        raise MergeRefused("merged", "One of the two persons was merged already.")
    return one, other


def _pointers() -> Iterator[tuple[str, type[models.Model], str]]:
    """(name, model, field) of every foreign key to a person, hidden reverse names included; not of the records of merging."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model, field = relation.related_model, relation.field
        if model in (Merge, Duplicate) or not model._meta.managed:
            continue
        yield f"{model._meta.label_lower}.{field.name}", model, field.name


def _move_all(model: type[models.Model], field: str, source: Person, target: Person) -> list[str]:
    rows = list(model._base_manager.filter(**{field: source}).values_list("pk", flat=True))
    return [str(pk) for pk in _move(model, field, rows, target)]


def _move_back(model: type[models.Model], field: str, ids: list[str], kept: Person, absorbed: Person) -> None:
    rows = model._base_manager.filter(pk__in=ids, **{field: kept}).values_list("pk", flat=True)
    _move(model, field, list(rows), absorbed)


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


def _fill(kept: Person, absorbed: Person) -> None:
    has_address = any(getattr(kept, name) for name in ADDRESS)
    for name in FILLED:
        if not getattr(kept, name) and not (name in ADDRESS and has_address):
            setattr(kept, name, getattr(absorbed, name))
    kept.tags = [*kept.tags, *(tag for tag in absorbed.tags if tag not in kept.tags)]
    kept.custom = absorbed.custom | kept.custom


def _picture(person: Person) -> dict[str, Any]:
    """The kept person's own fields that a merge may change, as JSON keeps them."""
    names = [*FILLED, "tags", "custom", "search_key", "updated_at"]
    return {name: _plain(getattr(person, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else list(value) if isinstance(value, list) else value


def _restore(kept: Person, merge: Merge) -> None:
    now = _picture(kept)
    for name, (before, after) in merge.before.items():
        if now[name] == after:
            setattr(kept, name, Person._meta.get_field(name).to_python(before))
        elif name == "tags":
            kept.tags = [tag for tag in kept.tags if tag in before or tag not in after]
        elif name == "custom":
            kept.custom = {key: value for key, value in kept.custom.items() if key in before or after.get(key) != value}
        elif name == "search_key":
            kept.search_key = fresh_search_key(kept)
    own_names = ("given_name", "family_name", "external_reference")
    if any(name in merge.before and now[name] != merge.before[name][1] for name in own_names):
        kept.search_key = fresh_search_key(kept)
    kept.save()


def _fact(kind: Any, merge: Merge, now: datetime, actor: str) -> Any:
    return kind(
        brand=merge.brand_id, at=now, subject=merge.kept_id, actor=actor, person=merge.kept_id,
        absorbed=merge.absorbed_id, merge=merge.id,
    )  # fmt: skip
