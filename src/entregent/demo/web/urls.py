"""The letterbox of the demonstration."""

from django.urls import path

from entregent.demo.web import views

app_name = "demo"
urlpatterns = [
    path("", views.letterbox, name="letterbox"),
    path("write/", views.write, name="write"),
]
