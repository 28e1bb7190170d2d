"""The entrance: a link by e-mail, a password or a passkey; and the way out."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from entregent.access.rules import passkeys_work_at
from entregent.portal import actions
from entregent.portal.actions.entering import Entered
from entregent.portal.errors import LinkOver, NotKnown, NotToldApart, WrongKey, WrongPassword
from entregent.portal.models import Link
from entregent.portal.web import cookies, throttle
from entregent.portal.web.door import LANGUAGES, at_the_door, elsewhere, following_of, inside, shown
from entregent.portal.web.forms import AddressForm, PasswordForm, WhoForm
from entregent.portal.web.page import go, page


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def entrance(request: HttpRequest) -> HttpResponse:
    """Ask for a link; whoever is in goes on, unless they must enter again."""
    visit, wanted = request.visit, request.GET.get("vers", "")
    if visit.entered and request.method != "POST" and "encore" not in request.GET:
        return elsewhere(request, following_of(visit, wanted))
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _entrance(request, form, wanted=wanted, status=422 if form.errors else 200)
    mail, from_where = form.cleaned_data["mail"], throttle.machine(request)
    if not throttle.LINKS_FROM_A_MACHINE.passes(visit.brand.id, from_where) or not throttle.LINKS_TO_AN_ADDRESS.passes(
        visit.brand.id, mail
    ):
        return _wait(request)
    following = following_of(visit, request.POST.get("vers", ""))
    actions.ask_link(visit.brand.id, mail, language=request.LANGUAGE_CODE, following=following, now=visit.now)
    return page(request, "portal/sent.html", {"mail": mail})


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link of the mail leads. Reading the page uses nothing up: mail programs follow links by themselves."""
    visit = request.visit
    if not throttle.SECRETS_FROM_A_MACHINE.passes(visit.brand.id, throttle.machine(request)):
        return _wait(request)
    try:
        if request.method != "POST":
            actions.look_at(visit.brand.id, secret, Link.Purpose.ENTER, visit.now)
            return page(request, "portal/by_link.html")
        entered = actions.enter_by_link(visit.portal, secret, device=_device(request), now=visit.now)
    except (LinkOver, NotKnown) as refusal:
        return _entrance(request, AddressForm(), refused=str(refusal), status=410 if isinstance(refusal, LinkOver) else 403)
    return _let_in(request, entered, entered.following)


@require_POST
@at_the_door
@shown("passwords")
def with_password(request: HttpRequest) -> HttpResponse:
    """By address and password."""
    visit, form = request.visit, PasswordForm(request.POST)
    wanted = request.POST.get("vers", "")
    if not form.is_valid():
        return _entrance(request, AddressForm(), password=form, wanted=wanted, status=422)
    mail, from_where = form.cleaned_data["mail"], throttle.machine(request)
    if not throttle.PASSWORDS_FROM_A_MACHINE.passes(visit.brand.id, from_where) or not throttle.PASSWORDS_OF_AN_ADDRESS.passes(
        visit.brand.id, mail
    ):
        return _wait(request)
    try:
        entered = actions.enter_by_password(
            visit.portal, mail, form.cleaned_data["password"], device=_device(request), now=visit.now
        )
    except WrongPassword as refusal:
        form.add_error(None, str(refusal))
        return _entrance(request, AddressForm(), password=form, wanted=wanted, status=422)
    return _let_in(request, entered, wanted)


@require_POST
@at_the_door
@shown("passkeys")
def challenge(request: HttpRequest) -> HttpResponse:
    """What the browser answers with a passkey."""
    if not throttle.SECRETS_FROM_A_MACHINE.passes(request.visit.brand.id, throttle.machine(request)):
        return JsonResponse({}, status=429)
    name, options = actions.challenge_to_enter(request.visit.brand, origin_of(request))
    return JsonResponse({"challenge": name, "options": options})


@require_POST
@at_the_door
@shown("passkeys")
def with_passkey(request: HttpRequest) -> HttpResponse:
    """By a passkey."""
    visit, wanted = request.visit, request.POST.get("vers", "")
    try:
        entered = actions.enter_by_passkey(
            visit.portal, request.POST.get("challenge", ""), answer_of(request), origin_of(request), device=_device(request),
            now=visit.now,
        )  # fmt: skip
    except WrongKey as refusal:
        return _entrance(request, AddressForm(), wanted=wanted, refused=str(refusal), status=403)
    return _let_in(request, entered, wanted)


def origin_of(request: HttpRequest) -> str:
    """How the browser calls us: keys are made for this name, and for no other."""
    return f"{request.scheme}://{request.get_host()}"


def answer_of(request: HttpRequest) -> object:
    """What the browser answered; nothing that can be right when it is not JSON."""
    try:
        return json.loads(request.POST.get("answer", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def who(request: HttpRequest) -> HttpResponse:
    """Those who share their address say who they are: something that the brand knows of them alone."""
    visit = request.visit
    if visit.person is not None:
        return go("home", visit)
    form = WhoForm(request.POST or None, brand=visit.brand)
    if request.method == "POST" and form.is_valid():
        if not throttle.FACTS_ABOUT_AN_ADDRESS.passes(visit.brand.id, visit.account.mail):
            return _wait(request)
        try:
            entered = actions.tell_apart(visit.session, **form.cleaned_data, device=_device(request), now=visit.now)
        except NotToldApart as refusal:
            form.add_error(None, str(refusal))
        else:
            return _let_in(request, entered, "")
    return page(request, "portal/who.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@at_the_door
def leave(request: HttpRequest) -> HttpResponse:
    """The way out."""
    if request.visit.session is not None:
        actions.leave(request.visit.session)
    return cookies.forget(go("entrance", request.visit, done="sorti"), request.visit.brand)


@require_POST
@at_the_door
def language(request: HttpRequest) -> HttpResponse:
    """The language in which one reads the portal on this machine."""
    response = elsewhere(request, following_of(request.visit, request.POST.get("vers", "")))
    chosen = request.POST.get("langue", "")
    return cookies.speak(response, request.visit.brand, chosen) if chosen in LANGUAGES else response


def _let_in(request: HttpRequest, entered: Entered, wanted: str) -> HttpResponse:
    """Give the new key; the session that was there on this machine is over."""
    visit = request.visit
    if visit.session is not None:
        actions.leave(visit.session)
    return cookies.remember(elsewhere(request, following_of(visit, wanted)), visit.brand, entered)


def _entrance(
    request: HttpRequest, form: AddressForm, *, password: PasswordForm | None = None, wanted: str = "", refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        "form": form, "password": password or PasswordForm(auto_id="secret_%s"), "password_open": password is not None,
        "wanted": following_of(request.visit, wanted) if wanted else "", "again": "encore" in request.GET, "refused": refused,
        "passkeys_work": passkeys_work_at(request.get_host()),
    }  # fmt: skip
    return page(request, "portal/entrance.html", shown, status=status)


def _wait(request: HttpRequest) -> HttpResponse:
    words = {"title": _("A little patience"), "text": _("There were too many tries. Wait a few minutes, then try again.")}
    return page(request, "portal/wait.html", words, status=429)


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:200]
