"""The glossary's address."""

from django.urls import path

from entregent.glossary.web import views

app_name = "glossary"
urlpatterns = [path("", views.glossary, name="glossary")]
