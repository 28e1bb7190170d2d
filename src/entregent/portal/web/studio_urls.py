"""The addresses where a brand's portal is set up."""

from django.urls import path

from entregent.portal.web.views import studio

app_name = "portal_studio"
urlpatterns = [
    path("", studio.listing, name="listing"),
    path("<uuid:brand_id>/", studio.portal, name="portal"),
]
