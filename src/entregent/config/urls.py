"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("entregent.config.api")),
    path("accounts/", include("allauth.urls")),
    path("access/", include("entregent.access.web.urls")),
    path("files/", include("entregent.files.web.urls")),
    path("brands/", include("entregent.brands.web.urls")),
]
