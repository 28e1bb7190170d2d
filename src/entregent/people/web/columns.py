"""The columns that a list of persons may have beside the name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entregent.people.models import CustomField, Person, Position


@dataclass(frozen=True)
class Column:
    """A column: its key in addresses and choices, its heading, and for the brand's own fields the type of its values."""

    key: str
    heading: str | Promise
    type: str = ""

    @property
    def field(self) -> str:
        """The key of the brand's own field; empty for the others."""
        return self.key.removeprefix("custom:") if self.key.startswith("custom:") else ""


STANDARD = (
    Column("addresses", _("Addresses")),
    Column("mail", _("E-mail")),
    Column("phone", _("Phone")),
    Column("reference", _("Reference")),
    Column("stage", _("Stage")),
    Column("tags", _("Tags")),
    Column("city", _("City")),
    Column("organisation", _("Organisation")),
    Column("language", _("Language")),
    Column("brand", _("Brand")),
    Column("created", _("Known since")),
    Column("changed", _("Changed")),
)
USUAL = ("addresses", "stage", "tags", "brand", "changed")


def offered(brands: Sequence[Model], *, several: bool) -> list[Column]:
    """What may be chosen: the brand only where there are several, and the fields that these brands added; one statement."""
    own: dict[str, Column] = {}
    for field in CustomField.objects.filter(brand__in=[brand.pk for brand in brands], thing="person"):
        own.setdefault(field.key, Column(f"custom:{field.key}", field.label, field.type))
    return [column for column in STANDARD if several or column.key != "brand"] + list(own.values())


def shown(offers: Iterable[Column], chosen: Iterable[str] | None) -> list[Column]:
    """The columns of a list, in the order of what is offered."""
    wanted = set(USUAL if chosen is None else chosen)
    return [column for column in offers if column.key in wanted]


def fetch(persons: list[Person], columns: Iterable[Column]) -> None:
    """Read what these columns need beyond the persons and their addresses; one statement at most."""
    if any(column.key == "organisation" for column in columns):
        prefetch_related_objects(persons, Prefetch("positions", Position.objects.select_related("organisation").order_by("id")))


def known_keys(columns: Iterable[str], brands: Sequence[UUID]) -> list[str]:
    """Of these keys, those of columns that exist for these brands; one statement."""
    own = CustomField.objects.filter(brand__in=brands, thing="person").values_list("key", flat=True)
    keys: set[Any] = {column.key for column in STANDARD} | {f"custom:{key}" for key in own}
    return [key for key in columns if key in keys]
