"""The addresses of a brand's portal: what customers read in their browser is in their language, as on any site."""

from django.urls import path

from entregent.portal.web.views import callbacks, choices, data, entering, help, requests, security

app_name = "portal"
urlpatterns = [
    path("<slug:slug>/", requests.home, name="home"),
    path("<slug:slug>/entrer/", entering.entrance, name="entrance"),
    path("<slug:slug>/entrer/mot-de-passe/", entering.with_password, name="with_password"),
    path("<slug:slug>/entrer/cle/", entering.with_passkey, name="with_passkey"),
    path("<slug:slug>/entrer/cle/defi/", entering.challenge, name="challenge_to_enter"),
    path("<slug:slug>/entrer/<str:secret>/", entering.by_link, name="by_link"),
    path("<slug:slug>/qui/", entering.who, name="who"),
    path("<slug:slug>/sortir/", entering.leave, name="leave"),
    path("<slug:slug>/langue/", entering.language, name="language"),
    path("<slug:slug>/demandes/nouvelle/", requests.new, name="new_request"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/", requests.show, name="request"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/fil/", requests.thread, name="thread"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/repondre/", requests.answer, name="answer"),
    path("<slug:slug>/demandes/<uuid:ticket_id>/regler/", requests.settle, name="settle"),
    path("<slug:slug>/rappel/", callbacks.callbacks, name="callbacks"),
    path("<slug:slug>/rappel/<uuid:callback_id>/", callbacks.move, name="move_callback"),
    path("<slug:slug>/rappel/<uuid:callback_id>/annuler/", callbacks.cancel, name="cancel_callback"),
    path("<slug:slug>/aide/", help.search, name="help"),
    path("<slug:slug>/aide/<uuid:article_id>/", help.article, name="article"),
    path("<slug:slug>/moi/", data.mine, name="data"),
    path("<slug:slug>/moi/adresses/", data.add_mail, name="add_mail"),
    path("<slug:slug>/moi/adresses/<str:secret>/", data.prove, name="prove_address"),
    path("<slug:slug>/moi/telephones/", data.add_phone, name="add_phone"),
    path("<slug:slug>/moi/adresses/<uuid:handle_id>/retirer/", data.remove_address, name="remove_address"),
    path("<slug:slug>/preferences/", choices.preferences, name="preferences"),
    path("<slug:slug>/consentements/", choices.consents, name="consents"),
    path("<slug:slug>/droits/", choices.rights, name="rights"),
    path("<slug:slug>/securite/", security.show, name="security"),
    path("<slug:slug>/securite/mot-de-passe/", security.set_password, name="set_password"),
    path("<slug:slug>/securite/sessions/", security.end_sessions, name="end_sessions"),
    path("<slug:slug>/securite/cles/", security.add_passkey, name="add_passkey"),
    path("<slug:slug>/securite/cles/defi/", security.challenge, name="challenge_to_add"),
    path("<slug:slug>/securite/cles/<uuid:passkey_id>/retirer/", security.remove_passkey, name="remove_passkey"),
    path("<slug:slug>/fichiers/<uuid:attachment_id>/<str:name>", requests.download, name="file"),
]
