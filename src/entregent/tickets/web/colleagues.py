"""Who may be called, or be given a ticket."""

from uuid import UUID

from django.db.models import QuerySet

from entregent.access.models import Membership, Staff
from entregent.access.rules import PERMISSIONS

WORKING = sorted(role for role, permissions in PERMISSIONS.items() if "work" in permissions)


def colleagues_of(brand: UUID) -> QuerySet[Staff]:
    """Those who work for a brand, by name."""
    members = Membership.objects.filter(of_brand=brand, role__in=WORKING).values("staff")
    return Staff.objects.filter(id__in=members, is_active=True).order_by("name")
