"""The groups of Django that stand for roles: libraries (the editor of pages) give their rights to groups, never to people."""

from django.contrib.auth.models import Group

from entregent.access.models import RoleGroup
from entregent.brands.models import Brand


def group_of(brand: Brand, role: str) -> Group:
    """The group of those who have a role for a brand, made when missing. Who is in it follows the roles by itself."""
    known = RoleGroup.objects.select_related("group").filter(of_brand=brand, role=role).first()
    if known is None:
        group, _made = Group.objects.get_or_create(name=f"{brand.code} {role}")
        known, _made = RoleGroup.objects.get_or_create(of_brand=brand, role=role, defaults={"group": group})
    return known.group
