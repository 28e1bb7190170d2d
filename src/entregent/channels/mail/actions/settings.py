"""Addresses and mailboxes, set up by administrators."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.channels.mail import events
from entregent.channels.mail.errors import AddressTaken
from entregent.channels.mail.models import MailAddress, Mailbox
from entregent.channels.mail.sealing import seal
from entregent.journal.actions import append
from entregent.journal.kinds import Kind

_SILENT = frozenset({"password", "uidvalidity", "last_uid", "read_at", "trouble"})


@transaction.atomic
def save_address(address: MailAddress, *, by: Staff, now: datetime) -> None:
    """Add or change an address; it takes mails within five seconds. Raises AddressTaken."""
    address.address = address.address.strip().lower()
    _save(address, events.address_saved, by, now)


@transaction.atomic
def save_mailbox(mailbox: Mailbox, password: str, *, by: Staff, now: datetime) -> None:
    """Add or change a mailbox; an empty password leaves the one it has. It is read within half a minute.

    ``password`` may be ``env:NAME``: it is then read in the environment of the mail process. Raises AddressTaken when
    another mailbox reads the same folder.
    """
    if password:
        mailbox.password = seal(password)
    _save(mailbox, events.mailbox_saved, by, now)


def _save(row: MailAddress | Mailbox, kind: Kind, by: Staff, now: datetime) -> None:
    before = type(row).objects.filter(id=row.id).first()
    changed = _changes(before, row) if before else {}
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AddressTaken() from error
    note_change(row, created=before is None, changed=changed, brand_id=row.brand_id, now=now, by=by)
    append([kind(brand=row.brand_id, at=now, subject=row.id, actor=f"staff:{by.id}")])


def _changes(before: Model, after: Model) -> dict[str, tuple[Any, Any]]:
    names = [field.attname for field in before._meta.local_fields if field.attname not in _SILENT]
    return {
        name: (getattr(before, name), getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)
    }
