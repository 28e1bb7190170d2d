"""What a brand has set up, read for every ticket: kept a few seconds in memory so that it costs no statement."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import caches

from entregent.brands.models import Brand
from entregent.routing.models import Queue
from entregent.tickets.models import PromisePolicy

SECONDS = 5


@dataclass(frozen=True)
class Configuration:
    """A brand, its promise policies, and where its requests wait when nothing else is said."""

    brand: Brand
    policies: tuple[PromisePolicy, ...]
    default_queue: UUID


def configuration(brand_id: UUID) -> Configuration:
    """The brand's configuration; a change is seen after five seconds at most. Raises LookupError without any queue."""
    key = key_of(brand_id)
    found: Configuration | None = caches["process"].get(key)
    if found is None:
        queue = Queue.objects.filter(brand_id=brand_id, active=True).order_by("-is_default", "name").first()
        if queue is None:
            raise LookupError(f"The brand {brand_id} has no queue: create one in the studio.")
        policies = PromisePolicy.objects.filter(brand_id=brand_id, active=True).select_related("calendar").order_by("id")
        found = Configuration(Brand.objects.get(id=brand_id), tuple(policies), queue.id)
        caches["process"].set(key, found, SECONDS)
    return found


def key_of(brand_id: UUID) -> str:
    """Under which it is kept: who writes what stands in it takes it away."""
    return f"tickets:configuration:{brand_id}"
