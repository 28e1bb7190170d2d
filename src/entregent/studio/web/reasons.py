"""The tree of reasons for contact: seen as a tree, moved by buttons, by keys or by dragging."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from entregent.access.actions import note_change
from entregent.access.web.permissions import must
from entregent.studio.resource import READERS
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio
from entregent.tickets.actions.reasons import PLACES, WAYS, move_reason, place_reason
from entregent.tickets.errors import ReasonRefused
from entregent.tickets.models import Reason

DEEPEST = 6  # levels that are shown set in


@dataclass(frozen=True)
class Line:
    """A line of the tree: how deep, and whether it is the first or the last of its brothers."""

    depth: int
    reason: Reason
    first: bool
    last: bool


@studio("administer", *READERS)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of one brand; two queries whatever its size."""
    brands = brands_of(request, "administer", *READERS)
    brand = chosen_brand(request, brands) or (brands[0] if brands else None)
    lines = list(_walk(list(Reason.objects.filter(brand=brand)))) if brand else []
    may_write = brand is not None and request.rights.may("administer", brand.id)
    return page(request, "studio/reasons.html", {"brand": brand, "brands": brands, "lines": lines, "may_write": may_write})


@studio("administer")
@require_POST
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """One step by ``way``; or ``where`` (before, after, inside) another reason named in ``target``."""
    reason = get_object_or_404(Reason.objects.select_related("brand"), id=id)
    must(request, "administer", reason.brand_id)
    before = {"parent": reason.parent_id, "position": reason.position}
    try:
        moved = _moved(request, reason)
    except ReasonRefused as refused:
        messages.error(request, str(refused))
    else:
        after = {"parent": moved.parent_id, "position": moved.position}
        changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        note_change(moved, created=False, changed=changed, brand_id=reason.brand_id, now=timezone.now(), by=request.user)
    return redirect(f"{reverse('studio:reasons')}?brand={reason.brand.slug}#reason-{reason.id}")


def _moved(request: HttpRequest, reason: Reason) -> Reason:
    if request.POST.get("way") in WAYS:
        return move_reason(reason, request.POST["way"])
    try:
        target = Reason.objects.filter(id=UUID(request.POST.get("target", ""))).first()
    except ValueError:
        target = None
    if target is None or request.POST.get("where") not in PLACES:
        raise ReasonRefused("unknown")
    return place_reason(reason, target, request.POST["where"])


def _walk(reasons: list[Reason]) -> Iterator[Line]:
    """Parents before children."""
    children: dict[UUID | None, list[Reason]] = {}
    for reason in reasons:
        children.setdefault(reason.parent_id, []).append(reason)

    def below(parent: UUID | None, depth: int) -> Iterator[Line]:
        brothers = children.get(parent, [])
        for place, reason in enumerate(brothers):
            yield Line(min(depth, DEEPEST), reason, place == 0, place == len(brothers) - 1)
            yield from below(reason.id, depth + 1)

    return below(None, 0)
