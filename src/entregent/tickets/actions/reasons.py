"""The tree of reasons for contact."""

from django.db import transaction

from entregent.tickets.models import Reason


@transaction.atomic
def move_reason(reason: Reason, step: int) -> None:
    """Move a reason among its brothers: -1 before the one above, 1 after the one below. At an end nothing changes."""
    brothers = list(Reason.objects.select_for_update().filter(brand=reason.brand_id, parent=reason.parent_id))
    place = brothers.index(reason)
    target = min(max(place + step, 0), len(brothers) - 1)
    brothers.insert(target, brothers.pop(place))
    for position, brother in enumerate(brothers):
        brother.position = position
    Reason.objects.bulk_update(brothers, ["position"])
