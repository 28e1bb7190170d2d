"""Tags that write persons as people read them."""

from django import template

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.people.models import Handle

register = template.Library()


@register.filter
def written(handle: Handle, region: str) -> str:
    """`{{ handle|written:brand.region }}`: an address as people of that region write it: 06 39 98 93 15."""
    return display(Address(Kind(handle.kind), handle.value), region)
