"""What goes wrong, said in one form (RFC 9457): ``application/problem+json`` with a stable ``code``."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
PAGE = "/api/problems"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its HTTP status, its title, and what the caller can do about it."""

    status: int
    title: str | Promise
    remedy: str | Promise


KINDS: dict[str, Kind] = {
    "malformed": Kind(400, _("The request cannot be read"), _("Send well-formed JSON (or a form, where a file is expected).")),
    "bad-cursor": Kind(400, _("This cursor leads nowhere"), _("Start again without it, or send back `next` as it was given.")),
    "unauthenticated": Kind(
        401, _("Who asks is not known"), _("Send `Authorization: Bearer <key>` with a key that is neither revoked nor over.")
    ),
    "csrf": Kind(403, _("The request does not come from our pages"), _("With a session, send the `X-CSRFToken` header.")),
    "forbidden": Kind(403, _("Not allowed"), _("Ask an administrator for a key with this scope, or for the role.")),
    "not-found": Kind(404, _("Not found"), _("It does not exist, or not for the brand of this key.")),
    "method-not-allowed": Kind(405, _("This address does not take that method"), _("See the `Allow` header.")),
    "conflict": Kind(409, _("Not possible in the present state"), _("Read it again: `detail` says what stands in the way.")),
    "in-progress": Kind(
        409, _("The same request is being handled"), _("Ask again after `Retry-After` seconds: the answer will be the same.")
    ),
    "too-large": Kind(413, _("Too large"), _("Send less, or smaller files.")),
    "unsupported-media-type": Kind(415, _("This kind of content is not taken here"), _("Send JSON (`application/json`).")),
    "invalid": Kind(422, _("Some values are not acceptable"), _("`errors` says which ones and why.")),
    "key-reused": Kind(
        422, _("This Idempotency-Key was used for another request"), _("Use a new key for each new request.")
    ),
    "too-many-requests": Kind(429, _("Too many requests"), _("Wait for `Retry-After` seconds.")),
    "internal": Kind(500, _("The fault is ours"), _("Nothing was changed. Try again; if it lasts, tell your administrator.")),
    "storage-full": Kind(507, _("No room is left"), _("Nothing was kept. Try again later.")),
}  # fmt: skip


class Refusal(Exception):
    """Raised by an operation to answer with a problem. ``detail`` is for the caller: no personal data of others."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.headers = code, detail, errors, dict(headers or {})

    def response(self) -> HttpResponse:
        """The answer in its common form."""
        return problem(self.code, self.detail, self.errors, self.headers)


def problem(
    code: str, detail: str = "", errors: Sequence[Mapping[str, Any]] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """An answer of one of the ``KINDS``."""
    kind = KINDS[code]
    body: dict[str, Any] = {"type": f"{PAGE}#{code}", "title": str(kind.title), "status": kind.status, "code": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=kind.status, content_type=CONTENT_TYPE, headers=headers
    )


def invalid(pointer: str, message: str) -> Refusal:
    """A refusal of one value; ``pointer`` is its place in the body (RFC 6901), such as ``/person/mail``."""
    return Refusal("invalid", errors=[{"in": "body", "pointer": pointer, "detail": message}])


Handler = Callable[[HttpRequest, Any], HttpResponse]
_handlers: dict[type[Exception], Handler] = {}


def install(api: NinjaAPI, refusals: Sequence[type[Exception]] = ()) -> None:
    """Give the interface its handlers. ``refusals`` are the rooms' own errors whose message may be shown: 409."""
    _handlers.update(
        {
            Refusal: lambda request, error: error.response(),
            ValidationError: _invalid,
            AuthenticationError: lambda request, error: problem("unauthenticated"),
            HttpError: _http_error,
            ObjectDoesNotExist: lambda request, error: problem("not-found"),
            Http404: lambda request, error: problem("not-found"),
            PermissionDenied: lambda request, error: problem("forbidden"),
            RequestDataTooBig: lambda request, error: problem("too-large"),
            SuspiciousOperation: lambda request, error: problem("malformed"),
            BadRequest: lambda request, error: problem("malformed"),
            MultiPartParserError: lambda request, error: problem("malformed"),
            DataError: lambda request, error: problem("invalid", gettext("A value holds what cannot be stored.")),
            Exception: internal,
        }
    )
    _handlers.update(dict.fromkeys(refusals, lambda request, error: problem("conflict", str(error))))
    for error, handler in _handlers.items():
        api.add_exception_handler(error, handler)


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to an error raised outside an operation: at the door, or at the commit."""
    return next(_handlers[kind] for kind in type(error).__mro__ if kind in _handlers)(request, error)


def internal(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: written in the log with where it happened, not with what was sent."""
    log.error("%s %s failed", request.method, request.resolver_match and request.resolver_match.route, exc_info=error)
    return problem("internal")


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    by_status = {400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 415: "unsupported-media-type"}
    return problem(by_status.get(error.status_code, "conflict"))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem("invalid", errors=[_one(item) for item in error.errors])


def _one(item: Mapping[str, Any]) -> dict[str, Any]:
    where, *path = item["loc"]
    if where == "body":
        path = path[1:]  # the name that the argument has in our code says nothing to the caller
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return {"in": where, "pointer": pointer, "detail": item["msg"]}
