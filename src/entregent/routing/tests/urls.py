"""The addresses of the product, with stand-ins for those of the rooms above that the fragments point to."""

from django.http import HttpResponse
from django.urls import include, path


def _above(request, **of):
    return HttpResponse(status=204)


desk = (
    [path("offers/<uuid:id>/accept/", _above, name="accept"), path("offers/<uuid:id>/refuse/", _above, name="refuse")],
    "desk",
)
supervision = (
    [path(f"items/<uuid:id>/{verb}/", _above, name=verb) for verb in ("assign", "move", "release")],
    "supervision",
)
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("routing/", include("entregent.routing.web.urls")),
    path("desk/", include(desk)),
    path("supervision/", include(supervision)),
]
