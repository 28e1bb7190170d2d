"""This room's own pages; signing in and second factors are allauth's, under ``/accounts/``."""

from django.urls import path

from entregent.access.web import own_account, views

app_name = "access"
urlpatterns = [
    path("profile/", own_account.profile, name="profile"),
    path("welcome/<str:secret>/", views.welcome, name="welcome"),
]
