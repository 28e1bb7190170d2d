"""Making one person of two, and two of one again, without losing a row.

Two merges, or a merge and an undoing, lock their persons in one order and look again once they have them: the second finds
what the first has done. Those who write for a person hold them meanwhile (``holding``).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.actions.holding import again_after_deadlock
from entregent.people.actions.persons import fresh_search_key
from entregent.people.actions.pointers import move_all, move_back, pointers
from entregent.people.errors import MergeRefused
from entregent.people.models import Duplicate, Merge, Person

FILLED = (
    "given_name", "family_name", "title", "birth_date", "language", "external_reference",
    "street", "postcode", "city", "country",
)  # fmt: skip
"""Own fields that the kept person takes over where they are empty. A postal address is taken as a whole."""
ADDRESS = ("street", "postcode", "city", "country")


@again_after_deadlock
def merge_persons(kept: Person, absorbed: Person, *, by: UUID | None, now: datetime, actor: str) -> Merge:
    """Let ``kept`` absorb another person of its brand; everything that pointed to that one points to ``kept``.

    Raises MergeRefused: the same person twice, two brands, or one of them merged already.
    """
    kept, absorbed = _locked(kept.id, absorbed.id)
    merge = Merge(brand_id=kept.brand_id, kept=kept, absorbed=absorbed, by_id=by, at=now, before={}, moved={})
    merge.moved = _gather(absorbed, kept)
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


@again_after_deadlock
def undo_merge(merge: Merge, *, by: UUID | None, now: datetime, actor: str) -> Merge:
    """Give the absorbed person back with all that was theirs; what came since the merge stays with the kept one.

    A field that was changed since keeps its new value. The pair is not proposed again. Raises MergeRefused when it was
    undone already, or when a later merge of the kept person must be undone first.
    """
    people = _lock(merge.kept_id, merge.absorbed_id)
    merge = Merge.objects.select_for_update().get(id=merge.id)
    if merge.undone_at is not None:
        raise MergeRefused("undone", "This merge is undone already.")
    kept, absorbed = people[merge.kept_id], people[merge.absorbed_id]
    later = Merge.objects.filter(kept=kept, undone_at=None, id__gt=merge.id).exists()
    if later or kept.merged_into_id is not None or absorbed.merged_into_id != kept.id:
        raise MergeRefused("later", "A later merge of this person must be undone first.")
    for name, ids in merge.moved.items():
        move_back(name, ids, kept, absorbed)
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


@again_after_deadlock
def settle_merge(merge: Merge) -> int:
    """Take along what was written for the absorbed person while the merge was being made; return how many rows moved.

    Undoing gives these rows back too, as long as the kept person was not merged in turn.
    """
    people = _lock(merge.kept_id, merge.absorbed_id)
    merge = Merge.objects.select_for_update().get(id=merge.id)
    absorbed = people[merge.absorbed_id]
    if merge.undone_at is not None or absorbed.merged_into_id is None:
        return 0
    late = _gather(absorbed, absorbed.merged_into)
    if late and absorbed.merged_into_id == merge.kept_id:
        merge.moved |= {name: merge.moved.get(name, []) + ids for name, ids in late.items()}
        merge.save(update_fields=["moved"])
    return sum(map(len, late.values()))


def _gather(source: Person, target: Person) -> dict[str, list[str]]:
    return {name: ids for name, model, field in pointers() if (ids := move_all(model, field, source, target))}


def _lock(kept: UUID, absorbed: UUID) -> dict[UUID, Person]:
    """The two persons and those they absorbed, which a merge points elsewhere."""
    two = [kept, absorbed]
    rows = Person.objects.select_for_update().filter(Q(id__in=two) | Q(merged_into__in=two)).order_by("id")
    return {person.id: person for person in rows}


def _locked(kept: UUID, absorbed: UUID) -> tuple[Person, Person]:
    if kept == absorbed:
        raise MergeRefused("same", "A person cannot be merged with themselves.")
    people = _lock(kept, absorbed)
    if not {kept, absorbed} <= people.keys():
        raise MergeRefused("unknown", "One of the two persons does not exist.")
    one, other = people[kept], people[absorbed]
    if one.brand_id != other.brand_id:
        raise MergeRefused("brand", "These persons are customers of two brands.")
    if one.merged_into_id or other.merged_into_id:
        raise MergeRefused("merged", "One of the two persons was merged already.")
    return one, other


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
