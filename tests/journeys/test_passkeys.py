"""A passkey: added to one's account with the browser's own ceremony, then enough to sign in without a password."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, House


def with_authenticator(page: Page, *, verified: bool = True) -> tuple[object, str]:
    """A device that keeps passkeys and recognises its owner, as Chromium simulates one; returns how to ask it, and its name."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_then_signs_in_alone(house: House, entering: Callable[..., Page]) -> None:
    page = entering(None)
    session, device = with_authenticator(page)
    here = house.url.replace("127.0.0.1", "localhost")  # a browser keeps passkeys for names, not for numbers
    page.goto(f"{here}/accounts/login/")
    page.locator("[name=login]").fill("hanta@altiphone.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button.primary").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address, wait_until="domcontentloaded")

    page.goto(f"{here}/accounts/2fa/")
    page.get_by_role("link", name="Ajouter une clé").click()
    if "reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("Mon portable")
    expect(page.get_by_label("Me connecter avec cette seule clé")).to_be_checked()
    page.get_by_role("button", name="L’ajouter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")  # made with the first key, to be kept
    (kept,) = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert kept["isResidentCredential"] and kept["rpId"] == "localhost"
    page.goto(f"{here}/accounts/2fa/")
    row = page.locator(".own-lines > div").filter(has_text="Mon portable")
    expect(row).to_contain_text("Clé d’accès")
    expect(row).to_contain_text("jamais")

    page.get_by_label("Compte de").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto(f"{here}/people/")
    assert "/accounts/login/" in page.url
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(f"{here}/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    page.goto(f"{here}/accounts/2fa/")
    expect(page.locator(".own-lines > div").filter(has_text="Mon portable")).not_to_contain_text("jamais")

    page.get_by_label("Compte de").click()
    page.get_by_role("button", name="Se déconnecter").click()
    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.goto(f"{here}/accounts/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()  # another device has no key of ours
    page.goto(f"{here}/people/")
    assert "/accounts/login/" in page.url


def test_where_browsers_keep_no_keys_none_are_offered(house: House, entering: Callable[..., Page]) -> None:
    page = entering(None)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Se connecter avec une clé d’accès")).to_have_count(0)
