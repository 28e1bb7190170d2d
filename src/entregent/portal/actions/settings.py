"""Setting a portal up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.portal.models import Portal, PublicReason


@dataclass(frozen=True, slots=True)
class Public:
    """How a reason is offered: its words (empty: its own name), and the queue where requests then wait."""

    name: str = ""
    queue: UUID | None = None


@transaction.atomic
def set_up(portal: Portal, public: Mapping[UUID, Public], *, by: Staff, now: datetime) -> None:
    """Save a brand's portal, and the reasons that its customers may choose; both in the audit."""
    before = Portal.objects.filter(id=portal.id).first()
    names = [field.attname for field in Portal._meta.local_fields if field.attname not in ("id", "brand_id")]
    changed = {name: (getattr(before, name) if before else None, getattr(portal, name)) for name in names}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    rows = {row.reason_id: row for row in PublicReason.objects.filter(brand=portal.brand_id)}
    offered = {str(reason) for reason in rows}, {str(reason) for reason in public}
    if offered[0] != offered[1]:
        changed["reasons"] = (sorted(offered[0]), sorted(offered[1]))
    portal.save()
    PublicReason.objects.filter(brand=portal.brand_id).exclude(reason__in=list(public)).delete()
    for reason, words in public.items():
        row = rows.get(reason) or PublicReason(brand_id=portal.brand_id, reason_id=reason)
        row.name, row.queue_id = words.name, words.queue
        row.save()
    note_change(portal, created=before is None, changed=changed, brand_id=portal.brand_id, now=now, by=by)
