"""From the journal to the deliveries: the follower named ``webhooks``."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from entregent.jobs.app import later
from entregent.journal.models import Event
from entregent.webhooks import jobs
from entregent.webhooks.events import PREFIX
from entregent.webhooks.models import Delivery, Endpoint
from entregent.webhooks.rules import wants


def plan(events: Sequence[Event]) -> None:
    """Write a delivery for each fact and each endpoint that wants it, and have them sent; a second call changes nothing."""
    endpoints: dict[UUID, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(brand__in={event.brand_id for event in events}, active=True):
        endpoints[endpoint.brand_id].append(endpoint)
    if not endpoints:
        return
    now = timezone.now()
    planned = [
        Delivery(
            brand_id=event.brand_id, endpoint=endpoint, event=event.id, kind=event.kind, created_at=now, next_at=now
        )
        for event in events
        if not event.kind.startswith(PREFIX)
        for endpoint in endpoints[event.brand_id]
        if event.xid >= endpoint.from_xid and wants(endpoint.kinds, event.kind)
    ]  # fmt: skip
    Delivery.objects.bulk_create(planned, ignore_conflicts=True)
    for brand, endpoint_id in {(delivery.brand_id, delivery.endpoint_id) for delivery in planned}:
        later(jobs.drain, once=f"webhooks:{endpoint_id}", brand=str(brand), endpoint=str(endpoint_id))
