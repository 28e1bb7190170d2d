"""The address of files."""

from django.urls import path

from entregent.files.web import views

app_name = "files"
urlpatterns = [path("<uuid:id>/<str:name>", views.download, name="download")]
