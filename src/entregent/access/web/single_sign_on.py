"""Signing in by the company's identity provider (OpenID Connect), by setting: it says who someone is, we say who works here.

allauth does the protocol. Ours are the stricter ends of it: the signature of the identity is always verified, only someone
who already has an account enters, and nothing that the provider tells is kept but the identifier it gives that person.
"""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from entregent.access.actions import audit
from entregent.access.models import Staff

DEMANDED = frozenset({"sub", "exp", "iat"})
"""Claims that an identity always has (OpenID Connect Core 1.0, section 2); issuer and audience are compared besides."""


class VerifiedIdentity(OpenIDConnectOAuth2Adapter):
    """Reads the identity of who signs in from a token whose signature is verified, whichever way it came."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **answer: Any) -> SocialLogin:
        text = answer["response"].get("id_token")
        if not text:
            raise OAuth2Error("the provider gives no identity token")
        claims = self._decode_id_token(app, text)
        told: dict[str, Any] = {"id_token": claims}
        if "email" not in claims:
            told["userinfo"] = self._fetch_user_info(token.token)
            if told["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("the provider tells of someone else")
        login = self.get_provider().sociallogin_from_response(request, told)
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("the identity token or its keys are not well formed") from error
        if not claims.keys() >= DEMANDED:
            raise OAuth2Error("the identity token is not complete")
        return claims


class StaffOnly(DefaultSocialAccountAdapter):
    """Lets in who already has an open account under the address that the provider vouches for; audits the others."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        address = next((given for given in sociallogin.email_addresses if given.email), None)
        vouched = address is not None and (settings.SSO_VOUCHES_FOR_ADDRESSES or address.verified in (True, "true"))
        staff = Staff.objects.filter(email__iexact=address.email, is_active=True).first() if vouched else None
        if staff is None:
            audit("sso.refused", now=timezone.now(), address=_client(request), vouched=vouched)
            shown = {"address": address and address.email, "vouched": vouched, "name": sociallogin.provider.name}
            raise ImmediateHttpResponse(render(request, "access/sso_unknown.html", shown, status=403))
        sociallogin.connect(request, staff)

    def on_authentication_error(self, request: HttpRequest, provider: Any, *, exception: Any = None, **context: Any) -> None:
        if exception is not None:
            audit("sso.failed", now=timezone.now(), address=_client(request), why=type(exception).__name__)


@require_POST
@never_cache
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider, by a page that leads there: a redirection of a form is followed by browsers only within the site
    (``form-action`` of the security policy), and a provider may redirect to addresses that we cannot know."""
    provider = _provider(request, provider_id)
    try:
        there = provider.redirect(request, process="login", next_url=request.POST.get("next") or None)
    except (OSError, OAuth2Error, KeyError) as error:  # what requests raises is an OSError
        audit("sso.failed", now=timezone.now(), address=_client(request), why=type(error).__name__)
        return render(request, "access/sso_silent.html", {"name": provider.name}, status=502)
    return render(request, "access/sso_start.html", {"name": provider.name, "there": there["Location"]})


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    _provider(request, provider_id)
    response: HttpResponse = OAuth2CallbackView.adapter_view(VerifiedIdentity(request, provider_id))(request)
    return response


def _provider(request: HttpRequest, provider_id: str) -> OpenIDConnectProvider:
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist as unknown:
        raise Http404(provider_id) from unknown


def _client(request: HttpRequest) -> str:
    address: str = account_adapter(request).get_client_ip(request)
    return address
