"""What a view asks of its visitor."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def requires(*permissions: str) -> Callable[[View], View]:
    """The visitor is signed in and has the permission, or one of them, for one brand at least (403 otherwise).

    The walls already hide the rows of other brands (404); where a role differs from brand to brand, the view asks
    ``must`` once it knows the row.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not any(map(request.rights.brands_where, permissions)):
                raise PermissionDenied(*permissions)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def must(request: HttpRequest, permission: str, brand: UUID) -> None:
    """Raises PermissionDenied when the visitor's role for this brand does not give the permission."""
    if not request.rights.may(permission, brand):
        raise PermissionDenied(permission)
