"""Sending, from the queue of jobs: one job an endpoint, whatever waits for it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job, later
from entregent.webhooks import sending
from entregent.webhooks.models import Delivery, Endpoint


@job(queue="webhooks", attempts=1)
def drain(brand: str, endpoint: str) -> None:
    """Send what is due to one endpoint."""
    sending.drain(UUID(brand), UUID(endpoint))


@job(queue="webhooks", every="* * * * * */5", attempts=1, lock="webhooks.wake")
def wake(timestamp: int) -> None:
    """Every five seconds: the endpoints for which something is due and nobody is at work."""
    now = timezone.now()
    due = Delivery.objects.filter(endpoint=OuterRef("pk"), state=Delivery.State.PENDING, next_at__lte=now)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    awake = Q(resting_until=None) | Q(resting_until__lte=now)
    with every_brand():
        for endpoint in Endpoint.objects.filter(free, awake, Exists(due), active=True):
            later(drain, once=f"webhooks:{endpoint.id}", brand=str(endpoint.brand_id), endpoint=str(endpoint.id))
