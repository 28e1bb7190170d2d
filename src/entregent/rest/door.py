"""The door of every operation: who asks, what they may, how often; then the operation, in one transaction, behind its walls."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from entregent.brands.scope import visible
from entregent.rest.auth import SAFE_METHODS, Caller, caller_of
from entregent.rest.idempotency import HEADER, once
from entregent.rest.problems import CONTENT_TYPE, KINDS, Refusal, answer_to
from entregent.rest.throttle import Throttle

F = TypeVar("F", bound=Callable[..., Any])
throttle = Throttle()


class _Undone(Exception):
    """Carries the answer of an operation that refused out of its transaction, which is rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def needs(permission: str) -> Callable[[F], F]:
    """Under ``@router.get(…)``: what the caller must have, a scope for a key, a permission of their role for staff.

    The operation runs in one transaction in which only the brands where the caller has the permission are open, so
    that the rows of others are not found (404). An answer of 400 or more rolls it back. It finds in the request:
    ``actor`` (for facts), ``rights`` (``may``, ``brands``), ``caller.staff`` (None for a key) and ``now``.
    """

    def decorate(function: F) -> F:
        contribute_operation_callback(function, partial(_describe, permission=permission))
        return decorate_view(partial(_guarded, permission))(function)

    return decorate


def _guarded(permission: str, run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    takes_json = any(model.__ninja_param_source__ == "body" for model in run.__self__.models)  # type: ignore[attr-defined]

    @wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers: dict[str, str] = {}
        try:
            if takes_json and request.content_type != "application/json":
                raise Refusal("unsupported-media-type")
            response = _answer(request, permission, headers, lambda: run(request, *args, **kwargs))
        except _Undone as undone:
            response = undone.response
        except Exception as error:  # before the operation, or at the commit: its own are answered inside
            response = answer_to(request, error)
        for name, value in headers.items():
            response[name] = value
        response["Cache-Control"] = "no-store"
        return response

    guarded.needs = permission  # type: ignore[attr-defined]
    return guarded


def _answer(request: HttpRequest, permission: str, headers: dict[str, str], run: Callable[[], HttpResponse]) -> HttpResponse:
    now = timezone.now()
    caller = caller_of(request, now)
    allowance = throttle.ask(caller.actor, settings.REST_REQUESTS_PER_MINUTE, now.timestamp())
    headers |= allowance.headers()
    if not allowance.allowed:
        raise Refusal("too-many-requests")
    brands = caller.rights.brands_where(permission)
    if not brands:
        raise Refusal("forbidden", permission)
    _introduce(request, caller, now)
    with visible(brands):
        if request.method in SAFE_METHODS:
            response = run()
        else:
            response = once(request, caller.actor, min(brands), now, run)
        if response.status_code >= 400:
            raise _Undone(response)
    return response


def _introduce(request: HttpRequest, caller: Caller, now: Any) -> None:
    request.caller, request.actor, request.rights, request.now = caller, caller.actor, caller.rights, now


def _describe(operation: Operation, permission: str) -> None:
    """Say in the OpenAPI document what the door asks and what it may answer."""
    codes = ["unauthenticated", "forbidden", "not-found", "too-many-requests"]
    write = not SAFE_METHODS.issuperset(operation.methods)
    if write:
        codes += ["malformed", "conflict", "too-large", "unsupported-media-type", "storage-full"]
    else:
        codes += ["malformed"]
    codes += ["invalid", "internal"]
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    extra: dict[str, Any] = {
        "security": [{"key": [permission]}, {"session": []}],
        "responses": {
            status: {"description": ", ".join(names), "content": content} for status, names in sorted(by_status.items())
        },
    }
    if write:
        extra["parameters"] = [
            {
                "name": HEADER,
                "in": "header",
                "required": False,
                "description": "The same key and request within 24 hours are done once.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
            }
        ]
    own = operation.openapi_extra or {}
    operation.openapi_extra = extra | own | {"responses": extra["responses"] | own.get("responses", {})}
