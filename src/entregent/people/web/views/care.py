"""Small changes on a person's page: addresses, stage, tags, consents, remarks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import must, requires
from entregent.people import actions
from entregent.people.errors import PeopleError
from entregent.people.models import Consent, Handle, Remark
from entregent.people.web.forms import ConsentForm, HandleForm
from entregent.people.web.views import actor_of, back, person_for, refused


@require_POST
@requires("people.write")
def add_handle(request: HttpRequest, person_id: object) -> HttpResponse:
    """An address of any kind."""
    person = person_for(request, person_id)
    form = HandleForm(request.POST, region=person.brand.region)
    if not form.is_valid():
        _say(request, form)
    else:
        try:
            actions.add_handle(
                person, form.cleaned_data["address"], label=form.cleaned_data["label"], source="staff",
                now=timezone.now(), actor=actor_of(request),
            )  # fmt: skip
        except PeopleError as error:
            refused(request, error)
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def remove_handle(request: HttpRequest, handle_id: object) -> HttpResponse:
    """An address that leads to this person no more."""
    handle = get_object_or_404(Handle.objects.select_related("person"), id=handle_id)
    must(request, "people.write", handle.brand_id)
    actions.remove_handle(handle, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:person", handle.person_id)


@require_POST
@requires("people.write")
def move_stage(request: HttpRequest, person_id: object) -> HttpResponse:
    """Another stage of the life cycle."""
    person = person_for(request, person_id)
    try:
        actions.move_stage(person, request.POST.get("stage", ""), now=timezone.now(), actor=actor_of(request))
    except PeopleError as error:
        refused(request, error)
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def set_tags(request: HttpRequest, person_id: object) -> HttpResponse:
    """All the tags, separated by commas."""
    person = person_for(request, person_id)
    actions.set_tags(person, request.POST.get("tags", "").split(","), now=timezone.now(), actor=actor_of(request))
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def give_consent(request: HttpRequest, person_id: object) -> HttpResponse:
    """A consent and its proof."""
    person = person_for(request, person_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        actions.give_consent(person, **form.cleaned_data, now=timezone.now(), actor=actor_of(request))
    else:
        _say(request, form)
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def revoke_consent(request: HttpRequest, consent_id: object) -> HttpResponse:
    """A consent revoked; its proof stays."""
    consent = get_object_or_404(Consent, id=consent_id)
    must(request, "people.write", consent.brand_id)
    actions.revoke_consent(consent, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:person", consent.person_id)


@require_POST
@requires("people.write")
def add_remark(request: HttpRequest, person_id: object) -> HttpResponse:
    """A remark."""
    person = person_for(request, person_id)
    try:
        actions.add_remark(
            person, request.POST.get("text", ""), author_id=request.user.id, now=timezone.now(), actor=actor_of(request)
        )
    except PeopleError as error:
        refused(request, error)
    return back(request, "people:person", person.id)


@require_POST
@requires("people.write")
def remove_remark(request: HttpRequest, remark_id: object) -> HttpResponse:
    """One's own remark; a supervisor may remove anyone's."""
    remark = get_object_or_404(Remark, id=remark_id)
    must(request, "people.write" if remark.author_id == request.user.id else "people.merge", remark.brand_id)
    actions.remove_remark(remark, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:person", remark.person_id)


def _say(request: HttpRequest, form: ConsentForm | HandleForm) -> None:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, _("%(field)s: %(error)s") % {"field": label, "error": errors[0]})
