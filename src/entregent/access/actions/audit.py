"""Writing the audit trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.access.models import AuditEntry, Staff


def audit(
    what: str,
    *,
    now: datetime,
    staff: Staff | None = None,
    brand_id: UUID | None = None,
    address: str | None = None,
    **data: Any,
) -> None:
    """Write that ``staff`` (None: nobody known) did ``what``: a dotted word such as "login" or "key.created".

    ``data`` holds ids and decided values, nothing that a customer or a visitor typed. Entries are never changed: the
    database refuses it.
    """
    AuditEntry.objects.create(at=now, staff=staff, of_brand_id=brand_id, what=what, address=address, data=data)
