"""Reading endpoints and deliveries."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from entregent.webhooks.models import Delivery, Endpoint


def endpoints(brands: Iterable[UUID]) -> QuerySet[Endpoint]:
    """The endpoints of these brands with how many deliveries wait (``waiting``) and were given up (``given_up``)."""
    return (
        Endpoint.objects.filter(brand__in=list(brands))
        .select_related("brand")
        .annotate(
            waiting=Count("deliveries", Q(deliveries__state=Delivery.State.PENDING)),
            given_up=Count("deliveries", Q(deliveries__state=Delivery.State.FAILED)),
        )
        .order_by("name", "id")
    )


def deliveries(endpoint: Endpoint, state: str = "") -> QuerySet[Delivery]:
    """The deliveries of an endpoint, latest first."""
    rows = endpoint.deliveries.order_by("-created_at", "-id")
    return rows.filter(state=state) if state else rows
