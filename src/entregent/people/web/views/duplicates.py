"""Duplicates: the queue of proposals, merging and undoing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.people import actions, queries
from entregent.people.errors import PeopleError
from entregent.people.models import Duplicate, Merge, Person
from entregent.people.web.views import actor_of, back, refused
from entregent.people.web.wording import REASONS

PAGE = 50


@require_safe
@requires("people.merge")
def queue(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for a decision, likeliest first."""
    rows = queries.open_duplicates(request.rights.brands_where("people.merge"))
    proposals = [
        {"duplicate": row, "score": round(row.score * 100), "reasons": [REASONS.get(reason, reason) for reason in row.reasons]}
        for row in rows[: PAGE + 1]
    ]
    return render(request, "people/duplicates.html", {"proposals": proposals[:PAGE], "more": len(proposals) > PAGE})


@require_POST
@requires("people.merge")
def dismiss(request: HttpRequest, duplicate_id: object) -> HttpResponse:
    """The two are not one."""
    duplicate = _duplicate(request, duplicate_id)
    actions.dismiss_duplicate(duplicate, by=request.user.id, now=timezone.now(), actor=actor_of(request))
    return back(request, "people:duplicates")


@require_POST
@requires("people.merge")
def merge_proposed(request: HttpRequest, duplicate_id: object) -> HttpResponse:
    """The two are one: the person named in ``keep`` (the first by default) stays."""
    duplicate = _duplicate(request, duplicate_id)
    kept, absorbed = duplicate.first, duplicate.second
    if request.POST.get("keep") == str(absorbed.id):
        kept, absorbed = absorbed, kept
    return _merge(request, kept, absorbed)


@requires("people.merge")
def merge_with(request: HttpRequest, person_id: object) -> HttpResponse:
    """Choose whom a person absorbs: a search, then the decision."""
    person = get_object_or_404(Person.objects.select_related("brand"), id=person_id)
    must(request, "people.merge", person.brand_id)
    if request.method == "POST":
        try:
            other = UUID(request.POST.get("absorbed", ""))
        except ValueError:
            other = person.id
        return _merge(request, person, get_object_or_404(Person, id=other))
    text = request.GET.get("q", "").strip() or person.full_name
    found = queries.search(text, [person.brand_id], 20, region=person.brand.region)
    others = [row.person for row in found if row.person.id != person.id]
    return render(request, "people/merge.html", {"person": person, "brand": person.brand, "others": others, "text": text})


@require_POST
@requires("people.merge")
def undo(request: HttpRequest, merge_id: object) -> HttpResponse:
    """Give the absorbed person back."""
    merge = get_object_or_404(Merge, id=merge_id)
    must(request, "people.merge", merge.brand_id)
    try:
        actions.undo_merge(merge, by=request.user.id, now=timezone.now(), actor=actor_of(request))
    except PeopleError as error:
        refused(request, error)
    else:
        messages.success(request, _("The merge is undone: both records are back, with all that was theirs."))
    return back(request, "people:person", merge.kept_id)


def _duplicate(request: HttpRequest, duplicate_id: object) -> Duplicate:
    duplicate = get_object_or_404(Duplicate.objects.select_related("first", "second"), id=duplicate_id)
    must(request, "people.merge", duplicate.brand_id)
    return duplicate


def _merge(request: HttpRequest, kept: Person, absorbed: Person) -> HttpResponse:
    must(request, "people.merge", kept.brand_id)
    try:
        actions.merge_persons(kept, absorbed, by=request.user.id, now=timezone.now(), actor=actor_of(request))
    except PeopleError as error:
        refused(request, error)
    else:
        messages.success(request, _("Merged. It can be undone from this page."))
    return back(request, "people:person", kept.id)
