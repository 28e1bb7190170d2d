"""Opens, for each request, the brands of whoever asks: the rest of the request runs behind their walls."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from entregent.access.queries import Rights, rights_of
from entregent.brands.scope import visible


class StaffScope:
    """Runs the view in one transaction with the visitor's brands open, and gives it ``request.rights``.

    An anonymous visitor has rights to nothing. An API view opens its key's brand itself. A view decorated with
    ``without_scope`` runs in no transaction (long streams, health checks).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if getattr(view, "without_scope", False) or not request.user.is_authenticated:
            return None
        rights: Rights = rights_of(request.user)
        request.rights = rights
        with visible(rights.brands):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            return response


def without_scope(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that opens its brands itself, or needs none."""
    view.without_scope = True
    return view
