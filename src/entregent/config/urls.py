"""Every address of the product."""

from django.urls import include, path

from entregent.config.wiring import connect_channels, connect_timeline
from entregent.demo.web.shops import shop
from entregent.knowledge.web.views.site import robots

connect_channels()  # here, since whatever serves pages reads this file once
connect_timeline()

urlpatterns = [
    path("api/", include("entregent.config.api")),
    path("accounts/", include("entregent.access.web.account_urls")),
    path("access/", include("entregent.access.web.urls")),
    path("webhooks/", include("entregent.webhooks.web.urls")),
    path("files/", include("entregent.files.web.urls")),
    path("brands/", include("entregent.brands.web.urls")),
    path("studio/spaces/", include("entregent.portal.web.studio_urls")),
    path("studio/", include("entregent.studio.web.urls")),
    path("people/", include("entregent.people.web.urls")),
    path("routing/", include("entregent.routing.web.urls")),
    path("understanding/", include("entregent.understanding.web.urls")),
    path("speech/", include("entregent.speech.web.urls")),
    path("mail/", include("entregent.channels.mail.web.urls")),
    path("conversations/", include("entregent.conversations.web.urls")),
    path("tickets/", include("entregent.tickets.web.urls")),
    path("scenarios/", include("entregent.scenarios.web.urls")),
    path("rights/", include("entregent.rights.web.urls")),
    path("scenarios/", include("entregent.channels.visual_ivr.web.studio_urls")),
    path("tracking/", include("entregent.tracking.web.urls")),
    path("voice/", include("entregent.channels.voice.web.urls")),
    path("", include("entregent.channels.sms.web.urls")),
    path("script/", include("entregent.channels.script.web.urls")),
    path("guide/", include("entregent.channels.visual_ivr.web.urls")),
    path("supervision/", include("entregent.supervision.web.urls")),
    path("espace/", include("entregent.portal.web.urls")),
    path("savoir/", include("entregent.knowledge.web.urls")),
    path("redaction/", include("entregent.knowledge.web.editor_urls")),
    path("aide/", include("entregent.knowledge.web.site_urls")),
    path("media/", include("entregent.knowledge.web.media_urls")),
    path("robots.txt", robots),
    path("glossaire/", include("entregent.glossary.web.urls")),
    path("letterbox/", include("entregent.demo.web.urls")),
    path("boutique/<slug:slug>/", shop),
    path("", include("entregent.channels.chat.web.urls")),
    path("", include("entregent.desk.web.urls")),
]
