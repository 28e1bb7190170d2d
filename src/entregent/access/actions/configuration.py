"""Changing a row of configuration (a queue, a calendar, a canned reply…) and saying so in the audit and in the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from entregent.access.actions.audit import audit
from entregent.access.errors import AccessRefused
from entregent.access.events import configuration_changed
from entregent.access.models import Staff
from entregent.brands.scope import every_brand, visible, visible_brands
from entregent.journal.actions import append

_LONGEST = 200


@transaction.atomic
def note_change(
    row: Model, *, created: bool, changed: Mapping[str, tuple[object, object]], brand_id: UUID | None, now: datetime, by: Staff
) -> None:
    """Write in the audit that ``by`` made or changed ``row``, and tell it in the journal.

    ``changed`` maps each field to its values before and after: the audit keeps them, the journal has their names alone.
    """
    if not created and not changed:
        return
    audit(
        "settings.created" if created else "settings.changed",
        now=now,
        staff=by,
        brand_id=brand_id,
        thing=row._meta.label_lower,
        id=str(row.pk),
        changed={name: [_short(before), _short(after)] for name, (before, after) in changed.items()},
    )
    change = "created" if created else "changed"
    _tell(row._meta.label_lower, row.pk, change, sorted(changed), brand_id=brand_id, now=now, by=by)


@transaction.atomic
def remove(row: Model, *, brand_id: UUID | None, now: datetime, by: Staff) -> None:
    """Delete a row of configuration. Raises AccessRefused while something still uses it."""
    thing, key, name = row._meta.label_lower, row.pk, str(row)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as used:
        raise AccessRefused(_("Something still uses it: put it out of service instead.")) from used
    audit("settings.removed", now=now, staff=by, brand_id=brand_id, thing=thing, id=str(key), name=_short(name))
    _tell(thing, key, "removed", [], brand_id=brand_id, now=now, by=by)


def _tell(
    table: str, key: object, change: str, fields: Iterable[str], *, brand_id: UUID | None, now: datetime, by: Staff
) -> None:
    # Its brand may have been made just now, and its walls be closed still; what has no brand concerns them all.
    with visible([brand_id]) if brand_id else every_brand():
        append(
            configuration_changed(
                brand=brand, at=now, subject=key if isinstance(key, UUID) else brand, actor=f"staff:{by.id}",
                table=table, id=str(key), change=change, fields=list(fields),
            )
            for brand in visible_brands()
        )  # fmt: skip


def _short(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_short(one) for one in value[:50]]
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
