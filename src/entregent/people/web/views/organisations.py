"""Organisations, and what persons are in them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.people import actions, queries
from entregent.people.errors import PeopleError
from entregent.people.models import Organisation, Position
from entregent.people.web.forms import OrganisationForm, PositionForm
from entregent.people.web.views import actor_of, back, person_for, refused

FOUND = 100
PROPOSED = 10


@require_safe
@requires("people.read")
def listing(request: HttpRequest) -> HttpResponse:
    """Organisations by name, or those with a tag."""
    text, readable, following = _typed(request), request.rights.brands_where("people.read"), ""
    tag, after = _plain(request.GET.get("tag", "")).lower()[:40], request.GET.get("after", "").replace("\x00", "")
    if text:
        found = [one for one in queries.search_organisations(text, readable, FOUND) if not tag or tag in one.tags]
    else:
        found, following = queries.organisations_page(readable, tag=tag, after=after)
    here, kept = reverse("people:organisations"), {"tag": tag} if tag else {}
    context = {
        "organisations": found,
        "text": text,
        "tag": tag,
        "tones": queries.tag_tones(readable),
        "several": len(readable) > 1,
        "first_url": f"{here}?{urlencode(kept)}" if after else "",
        "next_url": f"{here}?{urlencode(kept | {'after': following})}" if following else "",
        "may_write": bool(request.rights.brands_where("people.write")),
    }
    return render(request, "people/organisations.html", context)


@require_safe
@requires("people.read")
def names(request: HttpRequest) -> HttpResponse:
    """The names that go on from what is typed, of one brand: what a field proposes."""
    typed = next((request.GET[name] for name in ("organisation", "reseller") if name in request.GET), "")
    brands = [brand for brand in request.rights.brands_where("people.read") if str(brand) == request.GET.get("brand")]
    found = queries.search_organisations(_plain(typed), brands or request.rights.brands_where("people.read"), PROPOSED)
    return render(request, "people/_names.html", {"names": [organisation.name for organisation in found]})


def _typed(request: HttpRequest) -> str:
    return _plain(request.GET.get("q", ""))


def _plain(text: str) -> str:
    return text.strip()[:100].replace("\x00", "")


@require_safe
@requires("people.read")
def show(request: HttpRequest, organisation_id: object) -> HttpResponse:
    """An organisation: who is in it, through whom it is served, whom it serves."""
    organisation = get_object_or_404(Organisation.objects.select_related("brand", "reseller"), id=organisation_id)
    must(request, "people.read", organisation.brand_id)
    positions = organisation.positions.select_related("person").order_by("person__family_name", "id")
    served = organisation.end_customers.annotate(members=Count("positions__person", distinct=True))
    context = {
        "organisation": organisation,
        "brand": organisation.brand,
        "positions": list(positions[:200]),
        "end_customers": list(served.order_by("name")[:200]),
        "tones": queries.tag_tones([organisation.brand_id]),
        "may_write": request.rights.may("people.write", organisation.brand_id),
        "may_read_requests": request.rights.may("tickets.read", organisation.brand_id),
    }
    return render(request, "people/organisation.html", context)


@require_POST
@requires("people.write")
def set_tags(request: HttpRequest, organisation_id: object) -> HttpResponse:
    """All the tags, separated by commas."""
    organisation = get_object_or_404(Organisation.objects.select_for_update(no_key=True), id=organisation_id)
    must(request, "people.write", organisation.brand_id)
    tags = request.POST.get("tags", "").replace("\x00", "").split(",")
    actions.set_organisation_tags(organisation, tags, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:organisation", organisation.id)


@requires("people.write")
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    form = OrganisationForm(request.POST or None, brands=request.rights.brands_where("people.write"))
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        brand = fields.pop("brand")
        try:
            made = actions.create_organisation(
                brand.id, fields.pop("name"), now=timezone.now(), actor=actor_of(request), **fields
            )
            return redirect("people:organisation", made.id)
        except PeopleError as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/organisation_form.html", {"form": form}, status=status)


@requires("people.write")
def change(request: HttpRequest, organisation_id: object) -> HttpResponse:
    """An organisation's own fields."""
    organisation = get_object_or_404(Organisation, id=organisation_id)
    must(request, "people.write", organisation.brand_id)
    form = OrganisationForm(request.POST or None, brands=[organisation.brand_id], organisation=organisation)
    if request.method == "POST" and form.is_valid():
        actions.update_organisation(organisation, now=timezone.now(), actor=actor_of(request), **form.cleaned_data)
        return redirect("people:organisation", organisation.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/organisation_form.html", {"form": form, "organisation": organisation}, status=status)


@require_POST
@requires("people.write")
def add_position(request: HttpRequest, person_id: object) -> HttpResponse:
    """What a person is in an organisation, named as it is known; an unknown one is made."""
    person = person_for(request, person_id)
    form = PositionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the organisation."))
        return back(request, "people:person", person.id)
    name = form.cleaned_data["organisation"].strip()
    now, actor = timezone.now(), actor_of(request)
    organisation = Organisation.objects.filter(brand_id=person.brand_id, name__iexact=name).first()
    organisation = organisation or actions.create_organisation(person.brand_id, name, now=now, actor=actor)
    try:
        actions.add_position(person, organisation, role=form.cleaned_data["role"], now=now, actor=actor)
    except PeopleError as error:
        refused(request, error)
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def remove_position(request: HttpRequest, position_id: object) -> HttpResponse:
    """A role that ended."""
    position = get_object_or_404(Position, id=position_id)
    must(request, "people.write", position.brand_id)
    person = position.person_id
    actions.remove_position(position, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:person", person)
