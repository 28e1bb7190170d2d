"""Opens, for each request, the brands of whoever asks: the rest of the request runs behind their walls."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from entregent.access.queries import Rights, rights_of
from entregent.access.web import last_seen
from entregent.brands import vocabulary
from entregent.brands.rules import DEFAULT_WORD
from entregent.brands.scope import visible

# Where someone who owes a second factor may go: setting it up, saying who they are again, leaving.
SET_UP_PAGES = ("mfa_", "account_reauthenticate", "account_logout")


class StaffScope:
    """Runs the view in one transaction with the visitor's brands open, and gives it ``request.rights``.

    An anonymous visitor has rights to nothing. Whoever owes a second factor is sent to set it up. An API view opens its
    key's brand itself. A view decorated with ``without_scope`` runs in no transaction (long streams, health checks) and
    asks for nothing; one that is ``without_transaction`` asks as any other, and opens the brands for as long as it reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        timezone.deactivate()  # a thread keeps the zone of whoever it served before
        with vocabulary.speaking(DEFAULT_WORD):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if getattr(view, "without_scope", False) or not request.user.is_authenticated:
            return None
        rights: Rights = rights_of(request.user)
        request.rights = rights
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        if rights.time_zone:
            timezone.activate(rights.time_zone)
        vocabulary.activate(rights.vocabulary)
        last_seen.note(request, timezone.now())
        if rights.owes_second_factor and not _is_set_up_page(request):
            return _to_set_up(request)
        if view.__module__.startswith("allauth."):
            return None  # needs no brand, and turns its own exceptions into pages in a middleware above this one
        if getattr(view, "without_transaction", False):
            return None
        with visible(rights.brands):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            return response


def _is_set_up_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.app_name == "brands" or (match.url_name or "").startswith(SET_UP_PAGES))


def _to_set_up(request: HttpRequest) -> HttpResponse:
    address = reverse("mfa_index")
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def without_scope(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that opens its brands itself, or needs none."""
    view.without_scope = True
    return view


def without_transaction(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that waits for a program outside: it opens the visitor's brands itself, and not while it waits."""
    view.without_transaction = True
    return view
