"""What stands under ``/accounts/``: allauth's pages, save those that have no place here or that we write ourselves."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from entregent.access.web import own_account, single_sign_on, views

CLOSED = r"^(?:signup|email|confirm-email|3rdparty/(?!login/)|phone|login/code|2fa/trust)"
"""Nobody signs up, adds addresses or connects other accounts: an administrator invites, and the setting names one provider."""

urlpatterns = [
    re_path(CLOSED, views.closed),
    path("oidc/<str:provider_id>/login/", single_sign_on.start, name="sso_start"),
    path("oidc/<str:provider_id>/login/callback/", single_sign_on.callback),
    path("sessions/", own_account.sessions),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
    path("", include("allauth.urls")),
]
