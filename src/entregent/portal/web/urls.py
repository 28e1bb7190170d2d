"""The addresses of a brand's portal: what customers read in their browser is in their language, as on any site."""

from django.urls import path

from entregent.portal.web.views import entering, requests

app_name = "portal"
urlpatterns = [
    path("<slug:slug>/", requests.home, name="home"),
    path("<slug:slug>/entrer/", entering.entrance, name="entrance"),
    path("<slug:slug>/entrer/mot-de-passe/", entering.with_password, name="with_password"),
    path("<slug:slug>/entrer/<str:secret>/", entering.by_link, name="by_link"),
    path("<slug:slug>/qui/", entering.who, name="who"),
    path("<slug:slug>/sortir/", entering.leave, name="leave"),
    path("<slug:slug>/langue/", entering.language, name="language"),
    path("<slug:slug>/demandes/nouvelle/", requests.new, name="new_request"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/", requests.show, name="request"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/fil/", requests.thread, name="thread"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/repondre/", requests.answer, name="answer"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/regler/", requests.settle, name="settle"),
    path("<slug:slug>/fichiers/<uuid:attachment_id>/<str:name>", requests.download, name="file"),
]
