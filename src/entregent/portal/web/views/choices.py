"""What I prefer, what I agree to, and my rights over my data."""

from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entregent.people import actions as people
from entregent.people.models import Preference
from entregent.people.queries import person_with_all
from entregent.people.queries.preferences import both, spoken
from entregent.people.web.forms import ConsentForm
from entregent.people.web.preferring import VALUES
from entregent.portal import actions, queries
from entregent.portal.queries import Visit
from entregent.portal.queries.consents import BY_CHANNEL
from entregent.portal.terms import CONSENTS, RIGHTS, WHERE, consent_words, preference_words
from entregent.portal.web import throttle
from entregent.portal.web.door import as_oneself, shown
from entregent.portal.web.forms import PreferencesForm, RightForm
from entregent.portal.web.page import go, page
from entregent.portal.web.wording import progress_of
from entregent.rights import queries as rights_known
from entregent.rights.errors import RightRefused

HISTORY = 50


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
def preferences(request: HttpRequest) -> HttpResponse:
    """What exchanges have taught of me, what I say of it, what I want forgotten."""
    visit = request.visit
    if request.method == "POST" and (about := request.POST.get("forget")):
        if about not in Preference.About.values:
            raise Http404(about)
        people.forget(visit.person, about, now=visit.now, actor=visit.actor)
        return go("preferences", visit, done="oublie")
    form = PreferencesForm(request.POST or None, initial=spoken(visit.person.id))
    if request.method == "POST" and form.is_valid():
        for about in VALUES:
            people.say(visit.person, about, form.cleaned_data[about], source="person", now=visit.now, actor=visit.actor)
        return go("preferences", visit, done="enregistre")
    known = both(visit.person.id, visit.now)
    lines = [
        (about, form[about], now_held, learnt, preference_words(about, learnt.value) if learnt else "")
        for about in VALUES
        for now_held, learnt in [known[about]]
    ]
    subject = known[Preference.About.SUBJECT][1]
    shown = {"form": form, "lines": lines, "subject": subject, "subject_words": queries.subject_words(visit, subject)}
    return page(request, "portal/preferences.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
def consents(request: HttpRequest) -> HttpResponse:
    """What the brand may do with my data and my addresses: yes or no, with the words, the date and where it was said."""
    visit = request.visit
    if request.method == "POST":
        return _say(visit, request.POST.get("purpose", ""), request.POST.get("channel", ""), request.POST.get("say", ""))
    person = person_with_all(visit.person.id)
    purposes, channels = dict(ConsentForm.PURPOSES), dict(ConsentForm.CHANNELS)
    found = queries.chosen(person, _today(visit))
    shown = [
        (
            purposes[purpose], consent_words(purpose, visit.brand.name),
            [(choice, channels[choice.channel]) for choice in found if choice.purpose == purpose],
        )
        for purpose in BY_CHANNEL
    ]  # fmt: skip
    history = [
        (one, purposes.get(one.purpose, one.purpose), channels.get(one.channel, one.channel))
        for one in list(queries.said(person))[:HISTORY]
    ]
    return page(request, "portal/consents.html", {"purposes": shown, "history": history})


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
@shown("rights")
def rights(request: HttpRequest) -> HttpResponse:
    """My rights over my data: ask, and follow what was asked."""
    visit = request.visit
    form = RightForm(request.POST or None, initial={"once": uuid4(), "right": request.GET.get("droit", "")})
    if request.method == "POST" and form.is_valid():
        if not throttle.first_time(visit.account.id, form.cleaned_data["once"]):
            return go("rights", visit, done="droit")
        if not throttle.REQUESTS_OF_AN_ACCOUNT.passes(visit.account.id):
            form.add_error(None, _("That is many requests in an hour. Nothing was sent; try again later."))
        else:
            try:
                asked = actions.ask_right(visit, form.cleaned_data["right"], form.cleaned_data["text"], now=visit.now)
            except RightRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return go("request", visit, asked.ticket_id, done="droit")
    asked = rights_known.of_person(visit.person.id)
    in_hand = {one.right for one in asked if one.answered_at is None}
    offered = [
        (rule, *RIGHTS[rule.right], rule.right in in_hand) for rule in rights_known.offered(visit.brand.regime, _today(visit))
    ]
    shown = {"form": form, "offered": offered, "asked": [progress_of(one) for one in asked]}
    return page(request, "portal/rights.html", shown, status=422 if form.errors else 200)


def _say(visit: Visit, purpose: str, channel: str, said: str) -> HttpResponse:
    """Keep a yes or a no. Raises Http404 for what nobody asks."""
    if purpose not in CONSENTS or channel not in BY_CHANNEL[purpose] or said not in ("yes", "no"):
        raise Http404(purpose)
    words = {
        "wording": consent_words(purpose, visit.brand.name), "source": str(WHERE), "now": visit.now, "actor": visit.actor,
        "proof": _("%(way)s, session %(session)s") % {"way": visit.session.get_method_display(), "session": visit.session.id},
    }  # fmt: skip
    if said == "yes":
        people.give_consent(visit.person, purpose, channel, **words)
    else:
        people.object_to(visit.person, purpose, channel, **words)
    return go("consents", visit, done="oui" if said == "yes" else "non")


def _today(visit: Visit) -> date:
    """The day where the brand is."""
    return visit.now.astimezone(ZoneInfo(visit.brand.time_zone)).date()
