"""The addresses of SMS: accounts, and the short one of a link."""

from django.urls import path

from entregent.channels.sms.web import views

app_name = "sms"
urlpatterns = [
    path("sms/", views.overview, name="accounts"),
    path("sms/<uuid:brand_id>/", views.account, name="account"),
    path("l/<str:token>", views.link, name="link"),
]
