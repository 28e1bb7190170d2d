"""My data: name, postal address, language, and the addresses at which I am reached."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from entregent.people import actions as people
from entregent.people.models import Handle
from entregent.people.web.cells import written
from entregent.portal import actions
from entregent.portal.errors import AddressKept, LinkOver
from entregent.portal.models import Link
from entregent.portal.web import cookies, throttle
from entregent.portal.web.door import as_oneself, freshly
from entregent.portal.web.forms import AddressForm, DataForm, PhoneForm
from entregent.portal.web.page import go, page
from entregent.portal.web.wording import number_of


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
def mine(request: HttpRequest) -> HttpResponse:
    """What the brand knows of me, and what I may put right myself."""
    visit = request.visit
    form = DataForm(request.POST or None, person=visit.person)
    if request.method == "POST" and form.is_valid():
        people.update_person(visit.person, now=visit.now, actor=visit.actor, **form.cleaned_data)
        answer = go("data", visit, done="enregistre")
        # What was chosen on this machine gives way to what they have just said of themselves.
        return cookies.speak(answer, visit.brand, form.cleaned_data["language"]) if "language" in form.changed_data else answer
    return _data(request, form, status=422 if form.errors else 200)


@require_POST
@freshly
def add_mail(request: HttpRequest) -> HttpResponse:
    """Send a link to another address: it is added when the link is opened."""
    visit, form = request.visit, AddressForm(request.POST)
    if not form.is_valid():
        return _data(request, DataForm(person=visit.person), mail=form, status=422)
    mail = form.cleaned_data["mail"]
    if not throttle.LINKS_TO_AN_ADDRESS.passes(visit.brand.id, mail):
        form.add_error("mail", _("There were too many tries. Wait a few minutes, then try again."))
        return _data(request, DataForm(person=visit.person), mail=form, status=422)
    actions.ask_link(visit.brand.id, mail, language=request.LANGUAGE_CODE, adds_to=visit.account, now=visit.now)
    return go("data", visit, done="lien")


@require_http_methods(["GET", "HEAD", "POST"])
@as_oneself
def prove(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link sent to another address leads."""
    visit = request.visit
    try:
        if request.method != "POST":
            link = actions.look_at(visit.brand.id, secret, Link.Purpose.ADD, visit.now)
            if link.account is None or link.account.person_id != visit.account.person_id:
                raise LinkOver()
            return page(request, "portal/prove.html", {"mail": link.mail})
        actions.prove_address(visit, secret)
    except LinkOver as refusal:
        return page(request, "portal/refused.html", {"text": str(refusal), "back": "portal:data"}, status=410)
    return go("data", visit, done="adresse")


@require_POST
@as_oneself
def add_phone(request: HttpRequest) -> HttpResponse:
    """Give a number."""
    visit = request.visit
    form = PhoneForm(request.POST, region=visit.brand.region)
    if not form.is_valid():
        return _data(request, DataForm(person=visit.person), phone=form, status=422)
    actions.add_phone(visit, form.cleaned_data["phone"])
    return go("data", visit, done="enregistre")


@require_POST
@freshly
def remove_address(request: HttpRequest, handle_id: UUID) -> HttpResponse:
    """An address that is mine no more."""
    visit = request.visit
    handle = Handle.objects.select_related("person").filter(id=handle_id, person=visit.person).first()
    if handle is None:
        raise Http404(str(handle_id))
    try:
        actions.remove_address(visit, handle)
    except AddressKept as refusal:
        return page(request, "portal/refused.html", {"text": str(refusal), "back": "portal:data"}, status=409)
    return go("data", visit, done="retire")


def _data(
    request: HttpRequest, form: DataForm, *, mail: AddressForm | None = None, phone: PhoneForm | None = None, status: int = 200
) -> HttpResponse:
    visit = request.visit
    shown = {
        "form": form, "mail_form": mail or AddressForm(), "phone_form": phone or PhoneForm(region=visit.brand.region),
        "addresses": [
            (handle, written(handle, visit.brand.region))
            for handle in Handle.objects.filter(person=visit.person).order_by("kind", "-last_seen_at")
        ],
        "number_label": number_of(visit.brand),
    }  # fmt: skip
    return page(request, "portal/data.html", shown, status=status)
