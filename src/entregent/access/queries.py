"""Reading rights."""

from dataclasses import dataclass
from uuid import UUID

from entregent.access.models import Membership, Staff
from entregent.access.rules import may


@dataclass(frozen=True)
class Rights:
    """What one member of staff may do, brand by brand; read once a request."""

    staff_id: UUID
    roles: dict[UUID, str]
    is_platform_administrator: bool = False

    @property
    def brands(self) -> list[UUID]:
        """The brands opened to this person."""
        return list(self.roles)

    def may(self, permission: str, brand: UUID) -> bool:
        """Whether this person has the permission for that brand."""
        return may(self.roles.get(brand), permission)

    def brands_where(self, permission: str) -> list[UUID]:
        """The brands for which this person has the permission."""
        return [brand for brand, role in self.roles.items() if may(role, permission)]


def rights_of(staff: Staff) -> Rights:
    """The rights of a member of staff over active brands; one query."""
    rows = Membership.objects.filter(staff=staff, of_brand__active=True).values_list("of_brand_id", "role")
    return Rights(staff.id, dict(rows), staff.is_platform_administrator)
