"""Making and changing persons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from entregent.access.web.permissions import requires
from entregent.people import actions, queries
from entregent.people.web.forms import NewPersonForm, PersonForm
from entregent.people.web.views import actor_of, person_for


@requires("people.write")
def create(request: HttpRequest) -> HttpResponse:
    """A new person; those who already have the address are shown before a second one is made."""
    brands = request.rights.brands_where("people.write")
    brand_id = request.POST.get("brand") or (str(brands[0]) if brands else "")
    custom = queries.custom_fields(brand_id) if brand_id in map(str, brands) else []
    form = NewPersonForm(request.POST or None, brands=brands, custom=custom)
    known = []
    if request.method == "POST" and form.is_valid():
        brand = form.cleaned_data["brand"]
        if not request.POST.get("anyway"):
            known = [
                found.person for a in form.addresses for found in queries.search(a.value, [brand.id], 5) if found.score == 2
            ]
        if not known:
            person = actions.create_person(
                brand.id, now=timezone.now(), actor=actor_of(request), source="staff", addresses=form.addresses,
                custom={key: value for key, value in form.of_brand().items() if value is not None}, **form.own(),
            )  # fmt: skip
            return redirect("people:person", person.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/form.html", {"form": form, "known": known}, status=status)


@requires("people.write")
def change(request: HttpRequest, person_id: object) -> HttpResponse:
    """A person's own fields."""
    person = person_for(request, person_id)
    form = PersonForm(request.POST or None, person=person, custom=queries.custom_fields(person.brand_id))
    if request.method == "POST" and form.is_valid():
        actions.update_person(person, now=timezone.now(), actor=actor_of(request), custom=form.of_brand(), **form.own())
        return redirect("people:person", person.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/form.html", {"form": form, "person": person, "brand": person.brand}, status=status)
