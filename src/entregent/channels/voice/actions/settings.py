"""Trunks, numbers and telephones, set up by administrators."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.channels.voice import events
from entregent.channels.voice.errors import NameTaken, NumberTaken, SetMeanwhile, UserTaken
from entregent.channels.voice.models import Device, Number, Overflow, RecordingPolicy, Trunk, WaitingPolicy
from entregent.channels.voice.rules import digest
from entregent.channels.voice.sealing import seal
from entregent.journal.actions import append

_SILENT = frozenset({"password", "ha1", "state", "state_at", "node_id", "bound_until", "model", "limited_at", "limited_why"})


@transaction.atomic
def save_trunk(trunk: Trunk, password: str, *, by: Staff, now: datetime) -> None:
    """Add or change a trunk; an empty password leaves the one it has. It carries calls within seconds. Raises NameTaken."""
    if password:
        trunk.password = seal(password)
    _save(trunk, NameTaken, by, now)
    append([events.trunk_saved(brand=trunk.brand_id, at=now, subject=trunk.id, actor=f"staff:{by.id}")])


@transaction.atomic
def save_number(number: Number, *, by: Staff, now: datetime) -> None:
    """Add or change a number; it is answered within seconds. Raises NumberTaken."""
    _save(number, NumberTaken, by, now)
    append([events.number_saved(brand=number.brand_id, at=now, subject=number.id, actor=f"staff:{by.id}")])


@transaction.atomic
def save_device(device: Device, password: str, *, by: Staff, now: datetime) -> None:
    """Add or change a SIP telephone; an empty password leaves the one it has, and a new name of its needs a new one. Raises
    UserTaken."""
    if password:
        device.ha1 = seal(digest(device.user, password))
    _save(device, UserTaken, by, now)


@transaction.atomic
def remove_device(device: Device, *, by: Staff, now: datetime) -> None:
    """The telephone rings no more."""
    device.active = False
    _save(device, UserTaken, by, now)


@transaction.atomic
def save_recording_policy(policy: RecordingPolicy, *, by: Staff, now: datetime) -> None:
    """Say what a brand keeps of its calls, from the next one on. Raises SetMeanwhile."""
    _save(policy, SetMeanwhile, by, now)
    append([events.recording_policy_saved(brand=policy.brand_id, at=now, subject=policy.id, actor=f"staff:{by.id}")])


@transaction.atomic
def save_waiting(policy: WaitingPolicy, overflows: Iterable[Overflow], *, by: Staff, now: datetime) -> None:
    """Say how calls wait in a queue, and where they go instead, from the next one on. An overflow that does nothing is taken
    away. Raises SetMeanwhile."""
    _save(policy, SetMeanwhile, by, now)
    for row in overflows:
        if row.does:
            _save(row, SetMeanwhile, by, now)
        elif not row._state.adding:
            note_change(row, created=False, changed={"does": (row.does, "")}, brand_id=row.brand_id, now=now, by=by)
            row.delete()
    append(
        [events.waiting_saved(brand=policy.brand_id, at=now, subject=policy.id, actor=f"staff:{by.id}", queue=policy.queue_id)]
    )


def _save(
    row: Trunk | Number | Device | RecordingPolicy | WaitingPolicy | Overflow, taken: type[ValueError], by: Staff, now: datetime
) -> None:
    before = type(row).objects.filter(id=row.id).first()
    changed = _changes(before, row) if before else {}
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise taken from error
    brand = getattr(row, "brand_id", None)
    note_change(row, created=before is None, changed=changed, brand_id=brand, now=now, by=by)


def _changes(before: Model, after: Model) -> dict[str, tuple[Any, Any]]:
    names = [field.attname for field in before._meta.local_fields if field.attname not in _SILENT]
    return {
        name: (getattr(before, name), getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)
    }
