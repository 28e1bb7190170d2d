"""Reading brands. The table stands outside the walls: it is configuration."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from entregent.brands.models import Brand


def brands(ids: Iterable[UUID]) -> dict[UUID, Brand]:
    """These brands by id; one query."""
    return Brand.objects.in_bulk(list(ids))


def brand_of_slug(slug: str) -> Brand | None:
    """The active brand of a short name, or None."""
    return Brand.objects.filter(slug=slug, active=True).first()


def theme_address(brand: Brand) -> str:
    """The address of the brand's stylesheet; it changes with the colour, so browsers may keep it for ever."""
    return f"{reverse('brands:theme', args=[brand.slug])}?v={brand.colour.removeprefix('#')}"


def logo_address(brand: Brand) -> str | None:
    """The address of the brand's logo, or None when it has none; it changes with the picture."""
    if not brand.logo:
        return None
    return f"{reverse('brands:logo', args=[brand.slug])}?v={brand.logo.name.rpartition('/')[2]}"
