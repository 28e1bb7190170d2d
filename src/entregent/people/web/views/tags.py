"""The tags of a brand, where they are set up: counted, coloured, renamed, merged, deleted, undone."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.people import actions, queries
from entregent.people.errors import PeopleError
from entregent.people.jobs import retag_later
from entregent.people.models import Tag, TagChange
from entregent.people.web.wording import TAG_REFUSALS, TAGGED

AT_WORK = (TagChange.State.QUEUED, TagChange.State.RUNNING, TagChange.State.UNDOING)


@require_safe
@requires("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The tags of one brand and their latest changes; to htmx, the part that it shows."""
    brands = list(Brand.objects.filter(id__in=request.rights.brands_where("administer")))
    brand = next((brand for brand in brands if brand.slug == request.GET.get("brand")), brands[0])
    if request.htmx.target == "tag-changes-now":
        now = _changes(brand)
        answer = render(request, "people/_tag_changes.html", now)
        return answer if now["working"] else trigger_client_event(answer, "tags-changed", {})
    template = "people/_tags.html" if request.htmx.target == "tags" else "people/tags.html"
    return render(request, template, _context(brand) | {"brands": brands})


@require_POST
@requires("administer")
def save(request: HttpRequest) -> HttpResponse:
    """A new tag, or another colour."""
    brand = _brand(request)
    name, tone = request.POST.get("name", ""), request.POST.get("tone", Tag.Tone.PLAIN)
    return _done(request, brand, lambda: actions.save_tag(brand.id, name, tone, now=timezone.now(), by=request.user), "")


@require_POST
@requires("administer")
def change(request: HttpRequest) -> HttpResponse:
    """Another name, or that of another tag, which it is merged into; none: it is deleted everywhere."""
    brand = _brand(request)
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    if not new.strip() and "delete" not in request.POST:
        return _refused(TAG_REFUSALS["empty"])
    said = _("Renamed.") if new else _("Deleted.")
    return _done(
        request, brand, lambda: actions.change_tag(brand.id, old, new, now=timezone.now(), by=request.user), said
    )  # fmt: skip


@require_POST
@requires("administer")
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """What a change did, undone."""
    made = get_object_or_404(TagChange.objects.select_related("brand"), id=change_id)
    must(request, "administer", made.brand_id)
    return _done(
        request, made.brand, lambda: actions.undo_tag_change(made, now=timezone.now(), by=request.user), _("Being undone.")
    )  # fmt: skip


def _done(request: HttpRequest, brand: Brand, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        made = act()
    except PeopleError as error:
        return _refused(TAG_REFUSALS.get(error.code, str(error)))
    undoing = ""
    if isinstance(made, TagChange):
        retag_later(made)
        if made.state == TagChange.State.QUEUED:
            undoing = reverse("people:undo_tags", args=[made.id])
    answer = render(request, "people/_tags.html", _context(brand))
    if request.htmx.target != "tags":  # asked for by a toast: the page fetches its list itself
        answer = trigger_client_event(reswap(HttpResponse(), "none"), "tags-changed", {})
    return _told(answer, said, undo=undoing) if said else answer


def _refused(text: object) -> HttpResponse:
    return _told(reswap(HttpResponse(), "none"), str(text), level="bad")


def _told(answer: HttpResponse, text: str, **more: str) -> HttpResponse:
    return trigger_client_event(answer, "toast", {"text": text, **more})


def _brand(request: HttpRequest) -> Brand:
    brand = get_object_or_404(Brand, slug=request.POST.get("brand", ""), id__in=request.rights.brands)
    must(request, "administer", brand.id)
    return brand


def _context(brand: Brand) -> dict[str, object]:
    shown = {"uses": queries.tags_of(brand.id), "tables": list(TAGGED.items()), "tones": Tag.Tone.choices}
    return shown | _changes(brand)


def _changes(brand: Brand) -> dict[str, object]:
    changes = queries.tag_changes(brand.id)
    return {"brand": brand, "changes": changes, "working": any(made.state in AT_WORK for made in changes)}
