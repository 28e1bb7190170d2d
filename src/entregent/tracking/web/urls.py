"""The addresses of call tracking, in the studio."""

from django.urls import path

from entregent.tracking.web import views

app_name = "tracking"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("sources/new", views.source, name="new_source"),
    path("sources/<uuid:id>", views.source, name="source"),
    path("pools/<uuid:brand_id>", views.pool, name="pool"),
]
