"""The addresses of rights over personal data, for staff."""

from django.urls import path

from entregent.conversations.web.interludes import tell
from entregent.rights.web import views
from entregent.rights.web.interludes import between_messages

tell(between_messages)

app_name = "rights"
urlpatterns = [
    path("", views.listing, name="listing"),
    path("<uuid:right_id>/extend/", views.extend, name="extend"),
]
