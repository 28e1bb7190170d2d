"""Trees of names (reasons for contact, dispositions of calls): seen as a tree, moved by buttons, by keys or by dragging."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from entregent.access.actions import note_change
from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.channels.voice import actions as voice
from entregent.channels.voice.errors import DispositionRefused
from entregent.channels.voice.models import DispositionPolicy
from entregent.kernel.forest import PLACES, WAYS, lines
from entregent.studio.resource import READERS, Resource, Text
from entregent.studio.things.dispositions import DISPOSITIONS
from entregent.studio.things.words import REASONS
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio
from entregent.tickets.actions.reasons import move_reason, place_reason
from entregent.tickets.errors import ReasonRefused

DEEPEST = 6  # levels that are shown set in


@dataclass(frozen=True)
class Tree:
    """A tree of a brand: what is said of it, and what moves it. ``beside``: a word beside each name; ``above``: a fragment
    before the tree, which reads what ``told`` gives."""

    thing: Resource
    how: Text
    step: Callable[[Any, str], Any]
    place: Callable[[Any, Any, str], Any]
    refusal: type[ValueError]
    beside: str = ""
    above: str = ""
    told: Callable[[Brand], dict[str, Any]] = field(default=lambda brand: {})


def _insists(brand: Brand) -> dict[str, Any]:
    return {"required": DispositionPolicy.objects.filter(brand=brand, required=True).exists()}


TREES = {
    tree.thing.slug: tree
    for tree in (
        Tree(
            REASONS, _("Drag a reason, or use its arrows (Alt and an arrow key on the keyboard)."), move_reason, place_reason,
            ReasonRefused,
        ),
        Tree(
            DISPOSITIONS, _("Drag a disposition, or use its arrows (Alt and an arrow key on the keyboard)."),
            voice.move_disposition, voice.place_disposition, DispositionRefused, beside="get_kind_display",
            above="studio/dispositions.html", told=_insists,
        ),
    )
}  # fmt: skip


@studio("administer", *READERS)
def tree(request: HttpRequest, slug: str) -> HttpResponse:
    """The tree of one brand; as many queries whatever its size."""
    shown = TREES[slug]
    brands = brands_of(request, "administer", *READERS)
    brand = chosen_brand(request, brands) or (brands[0] if brands else None)
    rows = list(lines(list(shown.thing.model.objects.filter(brand=brand)), DEEPEST)) if brand else []
    may_write = brand is not None and request.rights.may("administer", brand.id)
    about = {
        "tree": shown, "thing": shown.thing, "brand": brand, "brands": brands, "may_write": may_write,
        "lines": [(line, getattr(line.node, shown.beside)() if shown.beside and line.leaf else "") for line in rows],
        **(shown.told(brand) if brand else {}),
    }  # fmt: skip
    return page(request, "studio/tree.html", about)


@studio("administer")
@require_POST
def move(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """One step by ``way``; or ``where`` (before, after, inside) another row named in ``target``."""
    shown = TREES[slug]
    row = get_object_or_404(shown.thing.model.objects.select_related("brand"), id=id)
    must(request, "administer", row.brand_id)
    before = {"parent": row.parent_id, "position": row.position}
    try:
        moved = _moved(request, shown, row)
    except shown.refusal as refused:
        messages.error(request, str(refused))
    else:
        after = {"parent": moved.parent_id, "position": moved.position}
        changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        note_change(moved, created=False, changed=changed, brand_id=row.brand_id, now=timezone.now(), by=request.user)
    return redirect(f"{reverse(shown.thing.home)}?brand={row.brand.slug}#node-{row.id}")


def _moved(request: HttpRequest, tree: Tree, row: Any) -> Any:
    if request.POST.get("way") in WAYS:
        return tree.step(row, request.POST["way"])
    try:
        target = tree.thing.model.objects.filter(id=UUID(request.POST.get("target", ""))).first()
    except ValueError:
        target = None
    if target is None or request.POST.get("where") not in PLACES:
        raise tree.refusal("unknown")
    return tree.place(row, target, request.POST["where"])
