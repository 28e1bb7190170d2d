"""The pages of the mail room."""

from django.urls import path

from entregent.channels.mail.web.views import quarantine, settings

app_name = "mail"
urlpatterns = [
    path("quarantine/", quarantine.listing, name="quarantine"),
    path("quarantine/<uuid:id>/raw", quarantine.raw, name="raw"),
    path("quarantine/<uuid:id>/replay", quarantine.replay, name="replay"),
    path("quarantine/<uuid:id>/discard", quarantine.discard, name="discard"),
    path("addresses/", settings.addresses, name="addresses"),
    path("addresses/new", settings.address, name="new_address"),
    path("addresses/<uuid:id>", settings.address, name="address"),
    path("mailboxes/new", settings.mailbox, name="new_mailbox"),
    path("mailboxes/<uuid:id>", settings.mailbox, name="mailbox"),
]
