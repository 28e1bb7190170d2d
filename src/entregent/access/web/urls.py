"""This room's own pages; signing in and second factors are allauth's, under ``/accounts/``."""

from django.urls import path

from entregent.access.web import views

app_name = "access"
urlpatterns = [path("welcome/<str:secret>/", views.welcome, name="welcome")]
