"""The addresses of scenarios."""

from django.urls import path

from entregent.scenarios.web import views

app_name = "scenarios"
urlpatterns = [path("form.schema.json", views.form_schema, name="form_schema")]
