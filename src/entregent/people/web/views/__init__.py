"""Pages and fragments of persons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from entregent.access.web.permissions import must
from entregent.people.actions import hold
from entregent.people.errors import PeopleError
from entregent.people.models import Person
from entregent.people.web.wording import REFUSALS


def actor_of(request: HttpRequest) -> str:
    """Who acts, as facts say it."""
    return f"staff:{request.user.id}"


def person_for(request: HttpRequest, person_id: object, permission: str = "people.write") -> Person:
    """The person, who must be of a brand for which the visitor has the permission (404, 403).

    They are held while the visitor's change is written, and whoever they were merged into is meant.
    """
    person = get_object_or_404(Person.objects.select_related("brand"), id=hold(person_id))
    must(request, permission, person.brand_id)
    return person


def refused(request: HttpRequest, error: PeopleError) -> None:
    """Tell the visitor why it was not done."""
    messages.error(request, REFUSALS.get(error.code, str(error)))


def back(request: HttpRequest, to: str, *args: object) -> HttpResponse:
    """To the page that the form names in ``next`` (ours only), or to a named one."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return redirect(target)
    return redirect(to, *args)
