"""The addresses of webhooks."""

from django.urls import path

from entregent.webhooks.web import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listing, name="listing"),
    path("<uuid:id>/", views.endpoint, name="endpoint"),
    path("<uuid:id>/active/", views.set_active, name="active"),
    path("<uuid:id>/remove/", views.remove, name="remove"),
    path("<uuid:id>/secret/", views.secret, name="secret"),
    path("<uuid:id>/replay/", views.replay_failed, name="replay_failed"),
    path("<uuid:id>/replay/<uuid:delivery>/", views.replay_one, name="replay_one"),
]
