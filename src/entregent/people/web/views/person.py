"""The 360° page of a person, and their card for the desk."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.rules import customer_word
from entregent.brands.vocabulary import speaking
from entregent.people import queries
from entregent.people.models import CustomField, Person, Stage
from entregent.people.queries.timeline import SOURCES, Entry, Place
from entregent.people.rules.contacting import Rule
from entregent.people.rules.names import form_of
from entregent.people.web.cells import written
from entregent.people.web.forms import ConsentForm, consent_fields
from entregent.people.web.preferring import told
from entregent.people.web.told import SOURCE
from entregent.people.web.wording import CONTACT_REASONS, KINDS, REASONS


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
    context = (
        _common(request, person)
        | {
            "duplicates": [_proposal(duplicate, person) for duplicate in queries.duplicates_of(person)[:5]],
            "merges": merges,
            "latest_merge": merges[0] if merges else None,
            "stages": Stage.choices,
            "consent_form": consent_fields(get_language() or ""),
            "custom": _custom(person),
            "kind": KINDS[queries.kind_of(person)],
            "contacting": _contacting(person),
            "language_name": _language(person.language),
            "may_merge": request.rights.may("people.merge", person.brand_id),
        }
        | _timeline(request, person)
    )
    return render(request, "people/person.html", context)


@require_safe
@requires("people.read")
def timeline(request: HttpRequest, person_id: object) -> HttpResponse:
    """The latest page of the timeline, or the one that begins at ``after`` (a wrong one: the latest)."""
    person = _person(request, person_id)
    try:
        after = queries.read_place(request.GET["after"]) if request.GET.get("after") else None
    except (ValueError, OverflowError):
        after = None
    return render(request, "people/_entries.html", {"person": person} | _timeline(request, person, after))


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
        "called": customer_word(person.brand.vocabulary, form_of(person.title), get_language() or "fr").capitalize(),
        "handles": [(handle, written(handle, region)) for handle in person.handles.all()],
        "may_write": request.rights.may("people.write", person.brand_id),
        "tones": queries.tag_tones([person.brand_id]),
        "preferences": told(queries.preferences(person.id, timezone.now())),
    }


def _contacting(person: Person) -> list[tuple[object, list[tuple[object, bool, object, Rule | None]]]]:
    """By purpose: each channel, whether we may today (the brand's day), why, by which rule."""
    today = timezone.localtime(timezone=ZoneInfo(person.brand.time_zone)).date()
    purposes, channels = {"service": _("Answers and service"), **dict(ConsentForm.PURPOSES)}, dict(ConsentForm.CHANNELS)
    by_purpose: dict[str, list[tuple[object, bool, object, Rule | None]]] = {}
    for one in queries.permissions(person, today):
        told = (channels[one.channel], one.decision.allowed, CONTACT_REASONS[one.decision.reason], one.decision.rule)
        by_purpose.setdefault(one.purpose, []).append(told)
    return [(purposes[purpose], rows) for purpose, rows in by_purpose.items()]


def _proposal(duplicate: object, person: Person) -> dict[str, object]:
    other = duplicate.second if duplicate.first_id == person.id else duplicate.first
    return {"duplicate": duplicate, "other": other, "reasons": [REASONS.get(reason, reason) for reason in duplicate.reasons]}


def _timeline(request: HttpRequest, person: Person, after: Place | None = None) -> dict[str, object]:
    allowed = [source for source in SOURCES if request.rights.may(source.permission, person.brand_id)]
    with speaking(person.brand.vocabulary):
        entries, following = queries.timeline((*allowed, SOURCE), queries.identities(person.id), after=after)
    month = after.until if after else None
    return {"months": _by_month(entries), "month_before": month and timezone.localtime(month), "following": following}


def _by_month(entries: list[Entry]) -> list[tuple[datetime, list[Entry]]]:
    months: list[tuple[datetime, list[Entry]]] = []
    for entry in entries:
        at = timezone.localtime(entry.at)
        if not months or (months[-1][0].year, months[-1][0].month) != (at.year, at.month):
            months.append((at, []))
        months[-1][1].append(entry)
    return months


def _custom(person: Person) -> list[tuple[str, object, str]]:
    values = person.custom
    return [
        (field.label, _value(values.get(field.key), field.type), field.type)
        for field in queries.custom_fields(person.brand_id)
        if values.get(field.key) is not None
    ]


def _value(value: object, type: str) -> object:
    if type == CustomField.Type.DATE:
        return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
    return localize(value)


def _language(code: str) -> str:
    """A language by its name in the reader's own; the code itself when it has none."""
    try:
        return str(get_language_info(code)["name_translated"]).capitalize() if code else ""
    except KeyError:
        return code
