"""Who enters which page of the studio, and for which brands."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entregent.access.queries import Rights
from entregent.brands.models import Brand

View = Callable[..., HttpResponse]


def studio(*permissions: str) -> Callable[[View], View]:
    """The visitor has one of these permissions for one brand at least, or administers the platform (403 otherwise)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not may_enter(request.rights, permissions):
                raise PermissionDenied(" or ".join(permissions))
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def may_enter(rights: Rights, permissions: tuple[str, ...]) -> bool:
    """Whether someone may see a page that asks for one of these permissions."""
    return rights.is_platform_administrator or any(rights.brands_where(permission) for permission in permissions)


def brands_of(request: HttpRequest, *permissions: str) -> list[Brand]:
    """The brands for which the visitor has one of these permissions, by name; one query."""
    ids = {brand for permission in permissions for brand in request.rights.brands_where(permission)}
    return list(Brand.objects.filter(id__in=ids))


def must_one(request: HttpRequest, brand_id: UUID, *permissions: str) -> None:
    """Raise PermissionDenied unless the visitor has one of these permissions for that brand."""
    if not any(request.rights.may(permission, brand_id) for permission in permissions):
        raise PermissionDenied(" or ".join(permissions))


def chosen_brand(request: HttpRequest, brands: list[Brand]) -> Brand | None:
    """The brand named by ``?brand=`` among these; the only one where there is but one; otherwise None."""
    named = request.GET.get("brand", "")
    if len(brands) == 1 and not named:
        return brands[0]
    return next((brand for brand in brands if brand.slug == named), None)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the studio; its side menu comes with the shell (``context.settings_nav``)."""
    return render(request, template, context, status=status)
