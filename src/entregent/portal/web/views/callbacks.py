"""Being called back: choose a day and a quarter of an hour, move it, give it up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from entregent.callbacks import actions, queries
from entregent.callbacks.errors import CallbackRefused
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.rules import Slot
from entregent.people.models import Handle
from entregent.people.web.cells import written
from entregent.portal.queries import Visit
from entregent.portal.web import throttle
from entregent.portal.web.door import as_oneself, shown
from entregent.portal.web.forms import CallbackForm, SlotForm
from entregent.portal.web.page import go, page

NOON = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen: the queue, its days that have a time left, the chosen day and its times, before noon and after."""

    offering: Offering
    days: list[date]
    day: date | None
    morning: list[Slot]
    afternoon: list[Slot]


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
@shown("callbacks")
def callbacks(request: HttpRequest) -> HttpResponse:
    """The calls that I wait for, and one more to book."""
    visit = request.visit
    choice = _choice(visit, request.GET.get("file", ""), request.GET.get("jour", ""))
    form = CallbackForm(request.POST or None, numbers=_numbers(visit), region=visit.brand.region)
    if request.method == "POST" and choice is not None and form.is_valid():
        if not throttle.CALLBACKS_OF_AN_ACCOUNT.passes(visit.account.id):
            form.add_error(None, _("There were too many tries. Wait a few minutes, then try again."))
        else:
            try:
                actions.book(
                    visit.brand.id, visit.person.id, form.cleaned_data["number"], choice.offering.queue_id,
                    form.cleaned_data["slot"], form.cleaned_data["about"], source="portal", now=visit.now,
                )  # fmt: skip
            except CallbackRefused as refusal:
                form.add_error(None, str(refusal))
                choice = _choice(visit, str(choice.offering.queue_id), str(choice.day or ""))
            else:
                return go("callbacks", visit, done="rappel")
    shown = {
        "form": form, "choice": choice, "offers": queries.offers(visit.brand.id),
        "waiting": [(one, _may_change(one)) for one in queries.open_of(visit.person.id, now=visit.now)],
    }  # fmt: skip
    return page(request, "portal/callbacks.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
@shown("callbacks")
def move(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Another time for a call that I wait for."""
    visit, callback = request.visit, _mine(request.visit, callback_id)
    choice = _choice(visit, str(callback.queue_id), request.GET.get("jour", ""))
    form = SlotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(callback.id, form.cleaned_data["slot"], now=visit.now, actor=visit.actor)
        except CallbackRefused as refusal:
            form.add_error(None, str(refusal))
            choice = _choice(visit, str(callback.queue_id), request.GET.get("jour", ""))
        else:
            return go("callbacks", visit, done="deplace")
    shown = {"callback": callback, "choice": choice, "form": form}
    return page(request, "portal/move_callback.html", shown, status=422 if form.errors else 200)


@require_POST
@as_oneself
@shown("callbacks")
def cancel(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Nobody needs to call me any more."""
    visit, callback = request.visit, _mine(request.visit, callback_id)
    try:
        actions.cancel(callback.id, now=visit.now, actor=visit.actor)
    except CallbackRefused as refusal:
        return page(request, "portal/refused.html", {"text": str(refusal), "back": "portal:callbacks"}, status=409)
    return go("callbacks", visit, done="annule")


def _choice(visit: Visit, queue: str, day: str) -> Choice | None:
    """The queue that was chosen, else the first; the day, else the first that has a time left. None: nobody calls back."""
    offers = queries.offers(visit.brand.id)
    if not offers:
        return None
    chosen = next((one.queue for one in offers if str(one.queue) == queue), offers[0].queue)
    offering = queries.offer_of(visit.brand.id, chosen)
    if offering is None:
        return None
    today = visit.now.astimezone(queries.hours_of(offering).zone).date()
    found = queries.days(offering, first=today, count=offering.days_ahead + 1, now=visit.now)
    here = _date(day) if _date(day) in found else next(iter(found), None)
    slots = found[here] if here else []
    early = [slot for slot in slots if timezone.localtime(slot.at, ZoneInfo(visit.brand.time_zone)).hour < NOON]
    return Choice(offering, list(found), here, early, slots[len(early) :])


def _numbers(visit: Visit) -> list[tuple[str, str]]:
    """The numbers at which I am known, as they are written here."""
    rows = Handle.objects.filter(person=visit.person, kind=Handle.Kind.PHONE).order_by("-last_seen_at")
    return [(handle.value, written(handle, visit.brand.region)) for handle in rows]


def _mine(visit: Visit, callback_id: UUID) -> Callback:
    found = Callback.objects.select_related("queue").filter(id=callback_id, person=visit.person).first()
    if found is None:
        raise Http404(str(callback_id))
    return found


def _may_change(callback: Callback) -> tuple[bool, bool]:
    """Whether it may be moved, and given up."""
    return callback.state == Callback.State.BOOKED, callback.state in (Callback.State.BOOKED, Callback.State.DUE)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
