"""The addresses of scripts beside a ticket."""

from django.urls import path

from entregent.channels.script.web import views

app_name = "script"
urlpatterns = [
    path("<uuid:ticket_id>/", views.panel, name="panel"),
    path("<uuid:ticket_id>/begin/", views.begin, name="begin"),
    path("<uuid:ticket_id>/answer/", views.answer, name="answer"),
    path("<uuid:ticket_id>/stop/", views.stop, name="stop"),
]
