"""Creating and changing brands. Who did it is written in the audit by the caller: the journal stands above this room."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.brands.errors import BrandRefused
from entregent.brands.models import Brand
from entregent.brands.rules import MAXIMUM_LOGO_BYTES, logo_type

UNCHANGEABLE = {
    "code": gettext_lazy("The code starts the numbers of tickets already written to customers: it cannot change."),
    "slug": gettext_lazy("The short name is in addresses already given out: it cannot change."),
}


def create_brand(**fields: Any) -> Brand:
    """Create a brand. ``fields`` are those of the model; raises ValidationError when one makes no sense."""
    brand = Brand(**fields)
    brand.full_clean()
    brand.save(force_insert=True)
    return brand


def update_brand(brand: Brand, **fields: Any) -> list[str]:
    """Change a brand's settings; return the names of those that changed.

    Raises BrandRefused for the code and the short name, which customers already hold, and ValidationError.
    """
    changed = [name for name, value in fields.items() if getattr(brand, name) != value]
    for name in UNCHANGEABLE.keys() & set(changed):
        raise BrandRefused(str(UNCHANGEABLE[name]))
    for name in changed:
        setattr(brand, name, fields[name])
    if changed:
        brand.full_clean()
        brand.save(update_fields=changed)
    return changed


@transaction.atomic
def set_logo(brand: Brand, data: bytes) -> None:
    """Give a brand its logo, or take it away with no bytes. Raises BrandRefused when it is too large or not a picture."""
    if len(data) > MAXIMUM_LOGO_BYTES:
        raise BrandRefused(_("A logo is at most %(size)s kB.") % {"size": MAXIMUM_LOGO_BYTES // 1024})
    kind = logo_type(data[:16])
    if data and kind is None:
        raise BrandRefused(_("A logo is a PNG, JPEG or WebP picture."))
    old = brand.logo.name
    if kind:
        brand.logo.save(f"{brand.slug}.{kind.removeprefix('image/')}", ContentFile(data), save=False)
    else:
        brand.logo = ""
    brand.save(update_fields=["logo"])
    if old:
        transaction.on_commit(lambda: brand.logo.storage.delete(old))
