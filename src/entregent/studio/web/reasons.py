"""The tree of reasons for contact: seen as a tree, moved with two buttons."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import must
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio
from entregent.tickets.actions.reasons import move_reason
from entregent.tickets.models import Reason


@studio("administer")
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of one brand; two queries whatever its size."""
    brands = brands_of(request, "administer")
    brand = chosen_brand(request, brands) or (brands[0] if brands else None)
    lines = list(_walk(list(Reason.objects.filter(brand=brand)))) if brand else []
    return page(request, "studio/reasons.html", {"brand": brand, "brands": brands, "lines": lines})


@studio("administer")
@require_POST
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """Up or down among its brothers."""
    reason = get_object_or_404(Reason.objects.select_related("brand"), id=id)
    must(request, "administer", reason.brand_id)
    move_reason(reason, -1 if request.POST.get("way") == "up" else 1)
    return redirect(f"{reverse('studio:reasons')}?brand={reason.brand.slug}#reason-{reason.id}")


def _walk(reasons: list[Reason]) -> Iterator[tuple[int, Reason, bool, bool]]:
    """Depth, reason, whether it is the first and the last of its brothers; parents before children."""
    children: dict[UUID | None, list[Reason]] = {}
    for reason in reasons:
        children.setdefault(reason.parent_id, []).append(reason)

    def below(parent: UUID | None, depth: int) -> Iterator[tuple[int, Reason, bool, bool]]:
        brothers = children.get(parent, [])
        for place, reason in enumerate(brothers):
            yield min(depth, 6), reason, place == 0, place == len(brothers) - 1
            yield from below(reason.id, depth + 1)

    return below(None, 0)
