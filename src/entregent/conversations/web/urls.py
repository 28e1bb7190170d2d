"""The addresses of conversations."""

from django.urls import path

from entregent.conversations.web import views

app_name = "conversations"
urlpatterns = [
    path("<uuid:conversation_id>/thread/", views.thread, name="thread"),
    path("<uuid:conversation_id>/draft/<str:kind>/", views.draft, name="draft"),
    path("messages/<uuid:message_id>/layout/", views.layout, name="layout"),
]
