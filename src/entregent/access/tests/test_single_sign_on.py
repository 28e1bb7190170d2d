"""Signing in by an identity provider: a real one on the loopback, that tells the truth and then lies in every way."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from entregent.access.models import AuditEntry, Staff
from entregent.access.tests.identity_provider import CLIENT, SECRET, Provider, identity_provider
from entregent.brands.models import Brand


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with identity_provider() as running:
        app = {
            "provider_id": "sso", "name": "Annuaire", "client_id": CLIENT, "secret": SECRET,
            "settings": {"server_url": running.url},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def enter(email: str, **form: str) -> tuple[Client, Any]:
    """Through the provider's page and back, as a browser goes."""
    browser = Client(raise_request_exception=False)
    page = browser.post("/accounts/oidc/sso/login/", {"next": "/accounts/sessions/"})
    assert page.status_code == 200, page.text
    there = html.unescape(re.search(r'content="0; url=([^"]+)"', page.text)[1])
    back = requests.post(there, data={"email": email} | form, allow_redirects=False, timeout=10).headers["Location"]
    return browser, browser.get(back.removeprefix("http://testserver"))


def trail() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("what", flat=True))


def test_a_member_of_staff_enters_and_keeps_their_password(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    browser, response = enter(staff.email.upper())
    assert response.status_code == 302 and response["Location"] == "/accounts/sessions/"
    assert browser.get("/accounts/sessions/").status_code == 200
    assert trail() == ["sso.connected", "login"]
    assert AuditEntry.objects.get(what="login").data == {"methods": ["socialaccount"]}
    staff.refresh_from_db()
    assert staff.has_usable_password()
    account = SocialAccount.objects.get()
    assert account.user == staff and account.extra_data == {}  # the name and the address are not kept twice


def test_the_identifier_is_what_is_recognised_from_then_on(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    enter(staff.email)
    Staff.objects.filter(id=staff.id).update(email="mariee@example.org")
    assert enter(staff.email)[1].status_code == 302
    assert SocialAccount.objects.count() == 1 and trail()[-1] == "login"


def test_a_stranger_is_refused_in_clear_words_and_gets_no_account(brand: Brand, make_staff, provider: Provider) -> None:
    make_staff(brand)
    browser, response = enter("inconnue@example.org")
    assert response.status_code == 403
    assert "inconnue@example.org" in response.text and "invitation" in response.text
    assert browser.get("/accounts/sessions/").status_code == 302
    assert Staff.objects.count() == 1 and not SocialAccount.objects.exists() and trail() == ["sso.refused"]


def test_a_closed_account_stays_closed(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    enter(staff.email)
    Staff.objects.filter(id=staff.id).update(is_active=False)
    browser, _ = enter(staff.email)
    assert browser.get("/accounts/sessions/").status_code == 302
    other = make_staff(brand)
    Staff.objects.filter(id=other.id).update(is_active=False)
    assert enter(other.email)[1].status_code == 403


@pytest.mark.parametrize("verified", [False, None, "false"])
def test_an_address_that_is_not_vouched_for_opens_nothing(
    verified: object, brand: Brand, make_staff, provider: Provider, settings
) -> None:
    staff = make_staff(brand)
    provider.lies = {"claims": {"email_verified": verified}}
    assert enter(staff.email)[1].status_code == 403
    settings.SSO_VOUCHES_FOR_ADDRESSES = True
    assert enter(staff.email)[1].status_code == 302


@pytest.mark.parametrize(
    "lies",
    [
        {"forged": True},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"no identity": True},
        {"claims": {"aud": "another"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"email": None}, "userinfo": {"sub": "sub-someone-else"}},
    ],
    ids=str,
)
def test_an_identity_that_is_not_proven_enters_nobody(
    lies: dict[str, Any], brand: Brand, make_staff, provider: Provider
) -> None:
    staff = make_staff(brand)
    provider.lies = lies
    browser, response = enter(staff.email)
    assert response.status_code in (200, 401, 403) and "n’a pas pu être vérifiée" in response.text
    assert browser.get("/accounts/sessions/").status_code == 302
    assert trail() == ["sso.failed"] and not SocialAccount.objects.exists()


def test_the_address_may_come_from_the_provider_s_information(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    provider.lies = {"claims": {"email": None, "email_verified": None}}
    assert enter(staff.email)[1].status_code == 302


def test_a_second_factor_is_asked_after_it_too(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    browser, response = enter(staff.email)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert browser.get("/accounts/sessions/").status_code == 302


def test_it_can_be_given_up_and_replayed_to_no_avail(brand: Brand, make_staff, provider: Provider) -> None:
    staff = make_staff(brand)
    browser, response = enter(staff.email, refuse="1")
    assert browser.get(response["Location"]).status_code == 200
    assert enter(staff.email)[0].get("/accounts/oidc/sso/login/callback/?code=x&state=y").status_code != 302
    assert Client().get("/accounts/oidc/sso/login/").status_code == 405
    assert Client().post("/accounts/oidc/other/login/").status_code == 404


def test_a_provider_that_is_down_is_told(brand: Brand, provider: Provider, settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    page = Client().post("/accounts/oidc/sso/login/")
    assert page.status_code == 502 and "ne répond pas" in page.text


@pytest.mark.parametrize("address", ["signup/", "email/", "3rdparty/", "3rdparty/signup/", "confirm-email/x/", "phone/change/"])
def test_pages_that_have_no_place_here_are_closed(address: str, brand: Brand, make_staff, visit) -> None:
    assert visit(make_staff(brand)).get(f"/accounts/{address}").status_code == 404
