"""The schema of a tree's form: for editors and programs, whoever they are; it holds nothing of anybody."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from entregent.access.web.middleware import without_scope
from entregent.scenarios.tree.schema import schema


@require_safe
@without_scope
@cache_control(public=True, max_age=3600)
def form_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema (draft 2020-12), under the address where it is."""
    address = request.build_absolute_uri(reverse("scenarios:form_schema"))
    return JsonResponse({"$id": address, **schema()}, content_type="application/schema+json")
