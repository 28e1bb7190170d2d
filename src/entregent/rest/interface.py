"""The interface as a whole: its document, its pages of documentation, and what surrounds every operation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.operation import Operation

from entregent.access.web.middleware import without_scope
from entregent.rest.problems import KINDS, PAGE, problem

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": f"RFC 9457. The codes are explained at {PAGE}.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(KINDS)},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header", "form", "file"]},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "An API key, made in the studio; the scopes are its own."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A signed-in member of staff."},
}


class Docs(DocsBase):
    """Swagger UI from our own static files, without any script or style in the page."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(request, "rest/docs.html", {"title": api.title, "document": self.get_openapi_url(api, kwargs)})


class Interface(NinjaAPI):
    """django-ninja with our problems, our names of operations, and views that open their brands themselves."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """``tickets_create``: the room, then the function."""
        room = operation.view_func.__module__.split(".")[1]
        return f"{room}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **arguments: Any) -> Any:
        document = super().get_openapi_schema(**arguments)
        components = document["components"]
        components["schemas"]["Problem"] = PROBLEM
        components["securitySchemes"] = SECURITY
        return document

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _surrounded(pattern.callback)
        return patterns, app, namespace


def _surrounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def surrounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405 and "Allow" in response:
            return problem("method-not-allowed", headers={"Allow": response["Allow"]})
        return response

    if hasattr(view, "__name__"):
        surrounded = wraps(view)(surrounded)
    surrounded.csrf_exempt = True  # type: ignore[attr-defined]  # the door checks it for sessions
    return without_scope(surrounded)


@without_scope
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any other address under ours."""
    return problem("not-found")


nowhere.csrf_exempt = True  # type: ignore[attr-defined]


@without_scope
def problems_page(request: HttpRequest) -> HttpResponse:
    """What each code means and what to do: where ``type`` leads."""
    return render(request, "rest/problems.html", {"kinds": sorted(KINDS.items(), key=lambda item: item[1].status)})
