"""Which brand's help site a page of the studio is about."""

from typing import Any

from django.http import Http404, HttpRequest

from entregent.brands.models import Brand

READ = "knowledge.write"
WRITE = "knowledge.publish"


def chosen(request: HttpRequest, permission: str = READ) -> Brand:
    """The brand that ``brand`` names in the address or in the form, among those that may be; otherwise the first by name.

    Raises Http404 for any other.
    """
    asked = (request.POST if request.method == "POST" else request.GET).get("brand", "")
    brands = _brands(request, permission)
    found = next((one for one in brands if one.slug == asked), None) if asked else brands[0]
    if found is None:
        raise Http404(asked)
    return found


def context(request: HttpRequest, brand: Brand, **more: Any) -> dict[str, Any]:
    """What every page of the studio about the knowledge base is drawn with."""
    return {
        "brand": brand, "brands": _brands(request, READ), "may_publish": request.rights.may(WRITE, brand.id), **more,
    }  # fmt: skip


def _brands(request: HttpRequest, permission: str) -> list[Brand]:
    return list(Brand.objects.filter(id__in=request.rights.brands_where(permission)))
