"""The tags of a brand: coloured, renamed, merged, deleted, wherever they are; and all of that undone.

Whatever has tags is found through the registry of models (``queries.tagged``): a new room's table needs nothing.
"""

from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Value

from entregent.access.actions import note_change
from entregent.access.actions import remove as remove_row
from entregent.access.models import Staff
from entregent.people.actions.persons import clean_tags
from entregent.people.errors import TagRefused
from entregent.people.models import Tag, TagBatch, TagChange
from entregent.people.queries.tagged import filtered, tagged

BATCH = 500
State = TagChange.State


def save_tag(brand_id: UUID, name: str, tone: str, *, now: datetime, by: Staff) -> Tag:
    """Give a tag its colour; a tag that nothing has yet is made. Raises TagRefused: no name, unknown colour."""
    name = _name(name)
    if tone not in Tag.Tone.values:
        raise TagRefused("tone", "There is no such colour.")
    tag, created = Tag.objects.get_or_create(brand_id=brand_id, name=name, defaults={"tone": tone})
    before = None if created else tag.tone
    if before != tone:
        tag.tone = tone
        tag.save(update_fields=["tone"])
        note_change(tag, created=created, changed={"tone": (before, tone)}, brand_id=brand_id, now=now, by=by)
    return tag


def change_tag(brand_id: UUID, old: str, new: str, *, now: datetime, by: Staff) -> TagChange:
    """Ask that a tag be renamed, merged into the one that has the new name, or (empty) deleted everywhere.

    ``advance_tag_change`` does it. Raises TagRefused when there is nothing to change.
    """
    old, new = _name(old), (_name(new) if new.strip() else "")
    if old == new:
        raise TagRefused("same", "This is its name already.")
    row = Tag.objects.select_for_update(no_key=True).filter(brand=brand_id, name=old).first()
    tone = row.tone if row else ""
    if new:
        kept, made = Tag.objects.get_or_create(brand_id=brand_id, name=new, defaults={"tone": tone or Tag.Tone.PLAIN})
        note_change(kept, created=made, changed={"name": (old, new)}, brand_id=brand_id, now=now, by=by)
        Tag.objects.filter(brand=brand_id, name=old).delete()
    else:
        made = False
        remove_row(
            row or Tag.objects.create(brand_id=brand_id, name=old), brand_id=brand_id, now=now, by=by
        )  # so that the audit says it of a tag that was never set up, too
    return TagChange.objects.create(
        brand_id=brand_id, old=old, new=new, old_tone=tone, new_was_there=bool(new) and not made, by=by, asked_at=now
    )


def advance_tag_change(change_id: UUID, now: datetime) -> bool:
    """Do the next batch of a change, or of its undoing, in the caller's transaction; whether something is left.

    Rows are gone through by id, table after table, again and again until a whole round meets none: what was tagged
    meanwhile is met too.
    """
    change = TagChange.objects.select_for_update(no_key=True).get(id=change_id)
    if change.state == State.UNDOING:
        return _undo_batch(change, now)
    if change.state not in (State.QUEUED, State.RUNNING):
        return False
    change.state = State.RUNNING
    tables = tagged()
    model = tables[change.table]
    rows = model._base_manager.filter(brand=change.brand_id, tags__contains=[change.old])
    rows = rows.filter(id__gt=change.last) if change.last else rows
    met = list(rows.select_for_update(no_key=True).order_by("id").values_list("id", "tags")[:BATCH])
    _replace(change, model, met)
    change.done, change.met = change.done + len(met), change.met + len(met)
    over = False
    if len(met) == BATCH:
        change.last = met[-1][0]
    elif change.table + 1 < len(tables):
        change.table, change.last = change.table + 1, None
    elif change.met:
        change.table, change.last, change.met = 0, None, 0
    else:
        _refilter(change)
        change.state, change.ended_at, over = State.DONE, now, True
    change.save()
    return not over


def undo_tag_change(change: TagChange, *, now: datetime, by: Staff) -> TagChange:
    """Ask that a change be undone: the rows that it changed, and no others, get the old tag back.

    Raises TagRefused while it runs, when it is undone already, or when a later change of the new name must be undone first.
    """
    change = TagChange.objects.select_for_update(no_key=True).get(id=change.id)
    if change.state != State.DONE:
        raise TagRefused("running" if change.state in (State.QUEUED, State.RUNNING) else "undone", "It cannot be undone now.")
    later = TagChange.objects.filter(brand=change.brand_id, asked_at__gt=change.asked_at).exclude(state=State.UNDONE)
    if later.filter(old__in=[name for name in (change.new, change.old) if name]).exists():
        raise TagRefused("later", "A later change of this tag must be undone first.")
    if change.old_tone:
        Tag.objects.get_or_create(brand_id=change.brand_id, name=change.old, defaults={"tone": change.old_tone})
    if change.new and not change.new_was_there:
        Tag.objects.filter(brand=change.brand_id, name=change.new).delete()
    change.state = State.UNDOING
    change.save(update_fields=["state"])
    note_change(change, created=False, changed={"name": (change.new, change.old)}, brand_id=change.brand_id, now=now, by=by)
    return change


def _replace(change: TagChange, model: type[models.Model], met: list[tuple[UUID, list[str]]]) -> None:
    if not met:
        return
    dropped = [id for id, tags in met if not change.new or change.new in tags]
    replaced = [id for id, tags in met if change.new and change.new not in tags]
    rows = model._base_manager
    rows.filter(id__in=dropped).update(tags=_without(change.old))
    rows.filter(id__in=replaced).update(tags=_instead(change.old, change.new))
    _note(change, model, replaced, dropped)


def _refilter(change: TagChange) -> None:
    """Saved lists follow a tag that is renamed; those of a deleted one are left: they say what they were for."""
    for model in filtered() if change.new else ():
        rows = model._base_manager.select_for_update().filter(brand=change.brand_id, filters__tag=change.old)
        lists = list(rows.order_by("id"))
        for row in lists:
            row.filters = row.filters | {"tag": change.new}
            row.save(update_fields=["filters"])
        if lists:
            change.done += len(lists)
            _note(change, model, [row.id for row in lists], [])


def _note(change: TagChange, model: type[models.Model], replaced: list[UUID], dropped: list[UUID]) -> None:
    TagBatch.objects.create(
        brand_id=change.brand_id, change=change, table=model._meta.label_lower, replaced=replaced, dropped=dropped
    )


def _undo_batch(change: TagChange, now: datetime) -> bool:
    batch = change.batches.order_by("-id").first()
    if batch is None:
        change.state, change.ended_at = State.UNDONE, now
        change.save(update_fields=["state", "ended_at"])
        return False
    model = apps.get_model(batch.table)
    rows = model._base_manager.filter(brand=change.brand_id)
    if model in filtered():
        for row in rows.filter(id__in=batch.replaced, filters__tag=change.new):
            row.filters = row.filters | {"tag": change.old}
            row.save(update_fields=["filters"])
    else:
        fresh = rows.exclude(tags__contains=[change.old])
        fresh.filter(id__in=batch.replaced, tags__contains=[change.new]).update(tags=_instead(change.new, change.old))
        fresh.filter(id__in=batch.dropped).update(tags=Func(F("tags"), Value(change.old), function="array_append"))
    change.done -= len(batch.replaced) + len(batch.dropped)
    change.save(update_fields=["done"])
    batch.delete()
    return True


def _instead(old: str, new: str) -> Func:
    return Func(F("tags"), Value(old), Value(new), function="array_replace")


def _without(old: str) -> Func:
    return Func(F("tags"), Value(old), function="array_remove")


def _name(text: str) -> str:
    names = clean_tags([text.replace(",", " ").replace("\x00", "")])
    if not names:
        raise TagRefused("empty", "A tag needs a name.")
    return names[0]
