"""Signing in with a second factor: set up from the account's pages, then asked for at the door."""

import time
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, sign_in

PERIOD = 30  # seconds that a code lasts (RFC 6238)


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def enter_code(page: Page, secret: str, button: str) -> None:
    """Type the code of the moment; once more when it ended on the way."""
    for _ in range(2):
        page.locator("[name=code]").fill(code(secret))
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        if not page.locator("[name=code]").count():
            return


def test_a_second_factor_is_set_up_then_asked_for(entering: Callable[..., Page]) -> None:
    page = entering(None)
    sign_in(page, "bruno")
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button.primary").click()
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("p.mono").inner_text()
    enter_code(page, secret, "Activer")
    page.goto("/accounts/2fa/")
    expect(page.get_by_role("link", name="Désactiver")).to_be_visible()

    visitor = entering(None)
    sign_in(visitor, "bruno")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    visitor.goto("/people/")
    assert visitor.url.endswith("/accounts/2fa/authenticate/")  # the password alone opens nothing
    visitor.locator("[name=code]").fill("000000")
    visitor.get_by_role("button", name="Se connecter", exact=True).click()
    expect(visitor.locator(".errors")).to_be_visible()
    enter_code(visitor, secret, "Se connecter")
    visitor.goto("/people/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Clients")

    page.goto("/accounts/2fa/recovery-codes/")
    codes = page.locator("ol.codes li")
    expect(codes).to_have_count(10)
    kept = codes.first.inner_text()
    for enters in (True, False):  # the phone is lost: each code enters once
        visitor = entering(None)
        sign_in(visitor, "bruno")
        visitor.locator("[name=code]").fill(kept)
        visitor.get_by_role("button", name="Se connecter", exact=True).click()
        if enters:
            visitor.wait_for_url(lambda address: "/2fa/" not in address, wait_until="domcontentloaded")
        else:
            expect(visitor.locator(".errors")).to_be_visible()
    page.reload()
    expect(codes).to_have_count(9)
