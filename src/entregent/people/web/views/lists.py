"""The list of persons: searched, or page by page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.brands.models import Brand
from entregent.people import queries
from entregent.people.models import Stage

MOST_FOUND = 50


@require_safe
@requires("people.read")
def listing(request: HttpRequest) -> HttpResponse:
    """Persons of the visitor's brands: what is searched for, or the latest changes by stage and tag."""
    allowed = request.rights.brands_where("people.read")
    brands = list(Brand.objects.filter(id__in=allowed))
    chosen = [brand for brand in brands if str(brand.id) == request.GET.get("brand")]
    shown = chosen or brands
    ids = [brand.id for brand in shown]
    text = request.GET.get("q", "").strip()[:200]
    stage = request.GET.get("stage", "") if request.GET.get("stage") in Stage.values else ""
    tag = request.GET.get("tag", "").strip().lower()[:40].replace("\x00", "")
    following = ""
    if text:
        region = shown[0].region if shown else "FR"
        found = [found.person for found in queries.search(text, ids, MOST_FOUND, region=region)]
        persons = [p for p in found if (not stage or p.stage == stage) and (not tag or tag in p.tags)]
    else:
        try:
            page = queries.page(ids, stage=stage, tag=tag, after=request.GET.get("after", ""))
        except ValueError:
            page = queries.page(ids, stage=stage, tag=tag)
        persons, following = page.persons, page.after
    by_id = {brand.id: brand for brand in brands}
    for person in persons:
        person.brand = by_id[person.brand_id]
    filters = {"brand": str(chosen[0].id) if chosen else "", "stage": stage, "tag": tag}
    context = {
        "persons": persons,
        "text": text,
        "filters": filters,
        "stages": Stage.choices,
        "brands": brands,
        "word_brand": shown[0] if len({brand.vocabulary for brand in shown}) == 1 else None,
        "first_url": f"{reverse('people:list')}?{urlencode(filters)}" if request.GET.get("after") else "",
        "next_url": f"{reverse('people:list')}?{urlencode(filters | {'after': following})}" if following else "",
        "filter_query": urlencode(filters),
        "may_write": bool(request.rights.brands_where("people.write")),
        "may_export": bool(request.rights.brands_where("people.export")),
        "may_import": bool(request.rights.brands_where("people.import")),
    }
    template = "people/_rows.html" if request.htmx and request.htmx.target == "people-rows" else "people/list.html"
    return render(request, template, context)
