"""Reading accounts and links, behind the walls of the current transaction."""

from uuid import UUID

from entregent.access.queries import Rights
from entregent.brands.models import Brand
from entregent.channels.sms.models import Account


def ready(brand: UUID) -> bool:
    """Whether a brand can send."""
    return Account.objects.filter(brand=brand, active=True).exists()


def accounts(rights: Rights) -> list[tuple[Brand, Account | None]]:
    """The brands that somebody administers, each with its account. Two statements."""
    brands = list(Brand.objects.filter(id__in=rights.brands_where("administer")))
    known = {one.brand_id: one for one in Account.objects.filter(brand__in=brands)}
    return [(brand, known.get(brand.id)) for brand in brands]
