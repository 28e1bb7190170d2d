"""The 360° page of a person, and their card for the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from entregent.access.models import Staff
from entregent.access.web.permissions import must, requires
from entregent.journal.models import Event
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.people import queries
from entregent.people.models import Handle, Person, Stage
from entregent.people.web.forms import ConsentForm
from entregent.people.web.wording import FACTS, REASONS


@require_safe
@requires("people.read")
def show(request: HttpRequest, person_id: object) -> HttpResponse:
    """Everything this room knows about a person; higher rooms fill their own slots."""
    person = _person(request, person_id)
    if person.merged_into_id:
        return redirect("people:person", person.merged_into_id)
    merges = queries.undoable_merges(person.id)
    purposes, channels = dict(ConsentForm.PURPOSES), dict(ConsentForm.CHANNELS)
    for consent in person.consents.all():
        consent.purpose_shown = purposes.get(consent.purpose, consent.purpose)
        consent.channel_shown = channels.get(consent.channel, consent.channel)
    context = _common(request, person) | {
        "duplicates": [_proposal(duplicate, person) for duplicate in queries.duplicates_of(person)[:5]],
        "merges": merges,
        "latest_merge": merges[0] if merges else None,
        "facts": _told(queries.history(person.id)),
        "stages": Stage.choices,
        "consent_form": ConsentForm(),
        "custom": _custom(person),
        "may_merge": request.rights.may("people.merge", person.brand_id),
    }
    return render(request, "people/person.html", context)


@require_safe
@requires("people.read")
def card(request: HttpRequest, person_id: object) -> HttpResponse:
    """The person in a few lines, for the desk's right pane; a merged one shows whom they became."""
    person = _person(request, person_id)
    if person.merged_into_id:
        person = _person(request, person.merged_into_id)
    return render(request, "people/card.html", _common(request, person) | {"proposals": queries.duplicates_of(person).count()})


def _person(request: HttpRequest, person_id: object) -> Person:
    try:
        person = queries.person_with_all(person_id)
    except Person.DoesNotExist as missing:
        raise Http404 from missing
    must(request, "people.read", person.brand_id)
    return person


def _common(request: HttpRequest, person: Person) -> dict[str, object]:
    region = person.brand.region
    return {
        "person": person,
        "brand": person.brand,
        "handles": [(handle, shown(handle, region), _icon(handle)) for handle in person.handles.all()],
        "may_write": request.rights.may("people.write", person.brand_id),
    }


def shown(handle: Handle, region: str) -> str:
    """An address as people of that region write it."""
    return display(Address(Kind(handle.kind), handle.value), region)


def _icon(handle: Handle) -> str:
    return {"mail": "mail", "phone": "phone"}.get(handle.kind, "globe")


def _proposal(duplicate: object, person: Person) -> dict[str, object]:
    other = duplicate.second if duplicate.first_id == person.id else duplicate.first
    return {"duplicate": duplicate, "other": other, "reasons": [REASONS.get(reason, reason) for reason in duplicate.reasons]}


def _told(events: list[Event]) -> list[dict[str, object]]:
    stages = dict(Stage.choices)
    authors = {event.actor.removeprefix("staff:") for event in events if event.actor.startswith("staff:")}
    names = dict(Staff.objects.filter(id__in=authors).values_list("id", "name")) if authors else {}
    by_text = {str(id): name for id, name in names.items()}
    told = []
    for event in events:
        icon, words = FACTS.get(event.kind, ("info", event.kind))
        moved = (
            [stages.get(event.data.get(side), "") for side in ("before", "after")]
            if event.kind == "person.stage_changed"
            else []
        )
        told.append(
            {
                "at": event.at,
                "icon": icon,
                "words": words,
                "moved": moved,
                "by": by_text.get(event.actor.removeprefix("staff:"), ""),
            }
        )
    return told


def _custom(person: Person) -> list[tuple[str, object, str]]:
    values = person.custom
    return [
        (field.label, values.get(field.key), field.type)
        for field in queries.custom_fields(person.brand_id)
        if values.get(field.key) is not None
    ]
