"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("entregent.config.api")),
    path("accounts/", include("allauth.urls")),
    path("access/", include("entregent.access.web.urls")),
    path("files/", include("entregent.files.web.urls")),
    path("brands/", include("entregent.brands.web.urls")),
    path("studio/", include("entregent.studio.web.urls")),
    path("people/", include("entregent.people.web.urls")),
    path("routing/", include("entregent.routing.web.urls")),
    path("mail/", include("entregent.channels.mail.web.urls")),
]
