"""Changing a row of configuration (a queue, a calendar, a canned reply…) and saying so in the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from entregent.access.actions.audit import audit
from entregent.access.errors import AccessRefused
from entregent.access.models import Staff

_LONGEST = 200


def note_change(
    row: Model, *, created: bool, changed: Mapping[str, tuple[object, object]], brand_id: UUID | None, now: datetime, by: Staff
) -> None:
    """Write in the audit that ``by`` made or changed ``row``; ``changed`` maps each field to its values before and after."""
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


@transaction.atomic
def remove(row: Model, *, brand_id: UUID | None, now: datetime, by: Staff) -> None:
    """Delete a row of configuration. Raises AccessRefused while something still uses it."""
    thing, key, name = row._meta.label_lower, str(row.pk), str(row)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as used:
        raise AccessRefused(_("Something still uses it: put it out of service instead.")) from used
    audit("settings.removed", now=now, staff=by, brand_id=brand_id, thing=thing, id=key, name=_short(name))


def _short(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_short(one) for one in value[:50]]
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
