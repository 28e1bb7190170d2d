"""Stopping an endpoint, by hand or because it receives nothing any more."""

from datetime import datetime

from entregent.journal.actions import append
from entregent.webhooks import events
from entregent.webhooks.models import Delivery, Endpoint


def stop(endpoint: Endpoint, why: str, *, now: datetime, actor: str) -> None:
    """Send nothing more; what was waiting is given up, and may be replayed once the endpoint is started again."""
    endpoint.active, endpoint.stopped_why, endpoint.stopped_at = False, why, now
    endpoint.save(update_fields=["active", "stopped_why", "stopped_at"])
    endpoint.deliveries.filter(state=Delivery.State.PENDING).update(state=Delivery.State.FAILED, error="stopped", next_at=None)
    append([events.endpoint_stopped(brand=endpoint.brand_id, at=now, subject=endpoint.id, actor=actor, why=why)])
