"""The list of persons: searched, or page by page; its columns; saved lists."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.looks.templatetags.looks import number
from entregent.people import actions, queries
from entregent.people.errors import PeopleError
from entregent.people.models import Person, Stage, View
from entregent.people.web.asked import Asked, asked, filters_of
from entregent.people.web.columns import USUAL, fetch, known_keys, offered, shown
from entregent.people.web.views import refused

MOST_FOUND = 50
SHARES = "people.merge"
"""Who may share lists with the brand, and forget shared ones."""


@require_safe
@requires("people.read")
def listing(request: HttpRequest) -> HttpResponse:
    """Persons of the visitor's brands: what is searched for, or the latest changes by stage and tag."""
    brands = list(Brand.objects.filter(id__in=request.rights.brands_where("people.read")))
    views = queries.views_of(request.user, [brand.id for brand in brands])
    wanted = asked(request, views)
    seen = [brand for brand in brands if brand.id == wanted.brand] or brands
    persons, following = _persons(request, wanted, seen)
    by_id = {brand.id: brand for brand in brands}
    for person in persons:
        person.brand = by_id[person.brand_id]
    offers = offered(seen, several=len(brands) > 1)
    columns = shown(offers, queries.chosen_columns(request.user, wanted.view))
    fetch(persons, columns)
    here = reverse("people:list")
    context = {
        "persons": persons, "asked": wanted, "text": wanted.text, "columns": columns, "brands": brands,
        "tones": queries.tag_tones(by_id), "stages": Stage.choices, "stage_name": dict(Stage.choices).get(wanted.stage, ""),
        "word_brand": seen[0] if len({brand.vocabulary for brand in seen}) == 1 else None,
        "first_url": here + wanted.address() if request.GET.get("after") else "",
        "next_url": here + wanted.address(after=following) if following else "",
    }  # fmt: skip
    if request.htmx and request.htmx.target == "people-rows":
        return render(request, "people/_rows.html", context)
    return render(request, "people/list.html", context | _around(request, wanted, views, offers))


def _persons(request: HttpRequest, wanted: Asked, seen: list[Brand]) -> tuple[list[Person], str]:
    """The persons of a page, with their addresses, and where the next begins."""
    ids = [brand.id for brand in seen]
    if wanted.text:
        region = seen[0].region if seen else "FR"
        found = [found.person for found in queries.search(wanted.text, ids, MOST_FOUND, region=region)]
        kept = [person for person in found if not wanted.stage or person.stage == wanted.stage]
        return [person for person in kept if not wanted.tag or wanted.tag in person.tags], ""
    try:
        page = queries.page(ids, stage=wanted.stage, tag=wanted.tag, after=request.GET.get("after", ""))
    except ValueError:
        page = queries.page(ids, stage=wanted.stage, tag=wanted.tag)
    return page.persons, page.after


def _around(request: HttpRequest, wanted: Asked, views: list[View], offers: list[object]) -> dict[str, object]:
    """What stands around the rows: the other lists, and what may be done."""
    rights = request.rights
    return {
        "views": views,
        "counted_stages": _counted_stages(request),
        "offered": offers,
        "filtering": sum(map(bool, (wanted.stage, wanted.tag, wanted.brand))),
        "sharing": Brand.objects.filter(id__in=rights.brands_where(SHARES)) if rights.brands_where(SHARES) else [],
        "may_change_view": wanted.view is not None and _may_change(request, wanted.view),
        "query": wanted.address().removeprefix("?"),
        "filter_query": urlencode(wanted.parameters()),
        "may_write": bool(rights.brands_where("people.write")),
        "may_export": bool(rights.brands_where("people.export")),
        "may_import": bool(rights.brands_where("people.import")),
        "may_merge": bool(rights.brands_where("people.merge")),
    }


def _counted_stages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Each stage with its name and how many stand there, in the visitor's brands."""
    counts = queries.stage_counts(request.rights.brands_where("people.read"))
    most = queries.MOST_COUNTED
    return [
        (value, name, f"{number(most)}+" if counts.get(value, 0) > most else number(counts.get(value, 0)))
        for value, name in Stage.choices
    ]


@require_POST
@requires("people.read")
def columns(request: HttpRequest) -> HttpResponse:
    """Remember the columns of a list, for the visitor alone; ``usual``: those of everybody again."""
    views = queries.views_of(request.user, request.rights.brands_where("people.read"))
    view = next((view for view in views if str(view.id) == request.POST.get("view")), None)
    keys = known_keys(request.POST.getlist("column"), request.rights.brands_where("people.read"))
    actions.choose_columns(request.user, view, None if "usual" in request.POST else keys)
    return _back(request)


@require_POST
@requires("people.read")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered, for oneself, or for everyone of the brand named in ``shared``."""
    readable = request.rights.brands_where("people.read")
    shared = next((brand for brand in readable if str(brand) == request.POST.get("shared")), None)
    if shared:
        must(request, SHARES, shared)
    filters = filters_of(request.POST)
    brand = next((brand for brand in readable if str(brand) == filters["brand"]), readable[0])
    columns = known_keys(request.POST.getlist("column"), readable)
    try:
        view = actions.save_view(
            shared or brand, request.POST.get("name", ""), filters, () if set(columns) == set(USUAL) else columns,
            owner=None if shared else request.user,
        )  # fmt: skip
    except PeopleError as error:
        refused(request, error)
        return _back(request)
    return redirect(f"{reverse('people:list')}?view={view.id}")


@require_POST
@requires("people.read")
def change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Another name for a saved list, or the filters that the visitor looks at."""
    view = _view(request, view_id)
    try:
        actions.change_view(
            view, name=request.POST.get("name"), filters=filters_of(request.POST) if "filters" in request.POST else None
        )
    except PeopleError as error:
        refused(request, error)
    return redirect(f"{reverse('people:list')}?view={view.id}")


@require_POST
@requires("people.read")
def forget(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a saved list: one's own, or a shared one by who may share."""
    actions.delete_view(_view(request, view_id))
    return redirect("people:list")


def _view(request: HttpRequest, view_id: UUID) -> View:
    """A saved list that the visitor may change; 404 for a colleague's own, 403 for a shared one."""
    views = queries.views_of(request.user, request.rights.brands_where("people.read"))
    view = get_object_or_404(View, id=view_id if any(view.id == view_id for view in views) else None)
    if view.owner_id is None:
        must(request, SHARES, view.brand_id)
    return view


def _may_change(request: HttpRequest, view: View) -> bool:
    return view.owner_id == request.user.id or (view.owner_id is None and request.rights.may(SHARES, view.brand_id))


def _back(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(reverse("people:list") + (f"?{query}" if query else ""))
