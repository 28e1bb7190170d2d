"""Reading the sources of calls, behind the walls of the current transaction."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from entregent.brands.models import Brand
from entregent.tracking.models import Pool, Source


def sources(brands: Collection[UUID]) -> QuerySet[Source]:
    """The sources that these brands tell apart, by name."""
    return Source.objects.filter(brand__in=list(brands)).select_related("brand").order_by("brand__name", "name")


def pools(brands: Collection[UUID]) -> list[tuple[Brand, Pool | None]]:
    """These brands, each with how it lends its numbers. Two statements."""
    known = {one.brand_id: one for one in Pool.objects.filter(brand__in=list(brands))}
    return [(brand, known.get(brand.id)) for brand in Brand.objects.filter(id__in=list(brands))]


def lends(brand: UUID) -> bool:
    """Whether a brand lends numbers to the visitors of its site."""
    return Pool.objects.filter(brand=brand, active=True).exists()
