"""Setting widgets up."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.access.sealing import seal
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import IDENTITY_SEAL, Widget


@transaction.atomic
def save_widget(widget: Widget, *, by: Staff, now: datetime) -> None:
    """Add or change a widget; its pages follow within five seconds."""
    before = Widget.objects.filter(id=widget.id).first()
    changed = _changes(before, widget) if before is not None else {}
    if not widget.secret:
        widget.secret = seal(secrets.token_urlsafe(32), IDENTITY_SEAL)
    widget.save()
    note_change(widget, created=before is None, changed=changed, brand_id=widget.brand_id, now=now, by=by)
    transaction.on_commit(WIDGETS.forget)


@transaction.atomic
def new_secret(widget: Widget, *, by: Staff, now: datetime) -> str:
    """Replace what the site signs its visitors with; return it, to be shown once. What was signed before proves nothing."""
    secret = secrets.token_urlsafe(32)
    Widget.objects.filter(id=widget.id).update(secret=seal(secret, IDENTITY_SEAL))
    note_change(widget, created=False, changed={"secret": ("", "")}, brand_id=widget.brand_id, now=now, by=by)
    transaction.on_commit(WIDGETS.forget)
    return secret


def _changes(before: Widget, after: Widget) -> dict[str, tuple[Any, Any]]:
    names = [field.attname for field in before._meta.local_fields if field.attname != "secret"]
    return {
        name: (getattr(before, name), getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)
    }
