"""The public addresses of a brand's looks."""

from django.urls import path

from entregent.brands.web import views

app_name = "brands"
urlpatterns = [
    path("<slug:slug>/theme.css", views.theme, name="theme"),
    path("<slug:slug>/logo", views.logo, name="logo"),
]
