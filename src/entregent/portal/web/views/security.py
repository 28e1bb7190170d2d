"""My security: password, passkeys, and where I am signed in."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.devices import device_of
from entregent.access.rules import passkeys_work_at
from entregent.portal import actions, queries
from entregent.portal.errors import WrongKey
from entregent.portal.models import Session
from entregent.portal.web.door import as_oneself, freshly, shown
from entregent.portal.web.forms import NewPasswordForm
from entregent.portal.web.page import go, page
from entregent.portal.web.views.entering import answer_of, origin_of


@require_safe
@as_oneself
def show(request: HttpRequest) -> HttpResponse:
    """How my space is entered, and from where."""
    return _security(request, NewPasswordForm())


@require_POST
@freshly
@shown("passwords")
def set_password(request: HttpRequest) -> HttpResponse:
    """Choose a password, or take it away."""
    if "remove" in request.POST:
        actions.set_password(request.visit, "")
        return go("security", request.visit, done="retire")
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return _security(request, form, status=422)
    actions.set_password(request.visit, form.cleaned_data["password"])
    return go("security", request.visit, done="enregistre")


@require_POST
@as_oneself
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out of one place, or of everywhere else."""
    visit, only = request.visit, request.POST.get("session", "")
    actions.end_sessions(visit.account, but=visit.session, only=_uuid(only) if only else None, actor=visit.actor, now=visit.now)
    return go("security", visit, done="fermees")


@require_POST
@freshly
@shown("passkeys")
def challenge(request: HttpRequest) -> HttpResponse:
    """What the browser makes a key with."""
    return JsonResponse({"options": actions.challenge_to_add(request.visit, origin_of(request))})


@require_POST
@freshly
@shown("passkeys")
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the key that the browser made, under the name of the device."""
    device = device_of(request.headers.get("User-Agent", ""))
    name = request.POST.get("name", "").strip() or device.system or device.browser or _("My key")
    try:
        actions.add_passkey(request.visit, answer_of(request), name, origin_of(request))
    except WrongKey:
        words = _("This key could not be added: it is here already, or the time to make it was over. Try once more.")
        return page(request, "portal/refused.html", {"text": words, "back": "portal:security"}, status=422)
    return go("security", request.visit, done="enregistre")


@require_POST
@freshly
def remove_passkey(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """A key opens my space no more."""
    key = request.visit.account.passkeys.filter(id=passkey_id).first()
    if key is None:
        raise Http404(str(passkey_id))
    actions.remove_passkey(request.visit, key)
    return go("security", request.visit, done="retire")


def _security(request: HttpRequest, form: NewPasswordForm, status: int = 200) -> HttpResponse:
    visit = request.visit
    shown = {
        "form": form, "has_password": bool(visit.account.password), "keys": list(visit.account.passkeys.all()),
        "passkeys_work": passkeys_work_at(request.get_host()), "host": request.get_host(),
        "sessions": [(one, _words(one), one.id == visit.session.id) for one in queries.sessions_of(visit.account, visit.now)],
    }  # fmt: skip
    return page(request, "portal/security.html", shown, status=status)


def _words(session: Session) -> str:
    device = device_of(session.device)
    if device.browser and device.system:
        return _("%(browser)s on %(system)s") % {"browser": device.browser, "system": device.system}
    return device.browser or device.system or _("An unknown program")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404(text) from error
