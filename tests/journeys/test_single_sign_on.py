"""Signing in by the company's identity provider, in a browser, under the strict policy of our pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House


def through(page: Page, address: str) -> None:
    """From our sign-in page to the provider's, and back as whoever has this address there."""
    page.goto("/people/")
    page.get_by_role("button", name="Se connecter avec l’annuaire").click()
    expect(page.get_by_role("heading", name="Annuaire", exact=True)).to_be_visible()
    page.get_by_label("Adresse").fill(address)
    page.get_by_role("button", name="Entrer").click()


def test_a_member_of_staff_enters_by_the_directory(house: House, entering: Callable[..., Page]) -> None:
    page = entering(None)
    through(page, "claire@altiphone.example")
    page.wait_for_url(f"{house.url}/people/")  # where they wanted to go
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")


@pytest.mark.parametrize(
    ("address", "heading", "words"),
    [
        ("inconnue@altiphone.example", "Aucun compte ici", "Demandez une invitation à votre administrateur"),
        ("faux.claire@altiphone.example", "Identité refusée", "n’a pas pu être vérifiée"),
    ],
)
def test_a_stranger_and_a_forged_identity_are_refused(
    address: str, heading: str, words: str, house: House, entering: Callable[..., Page]
) -> None:
    page = entering(None)
    through(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("link", name="Retour à la page de connexion").click()
    page.goto("/people/")
    assert "/accounts/login/" in page.url


def test_a_forged_identity_of_someone_real_does_not_enter(house: House, entering: Callable[..., Page]) -> None:
    house.provider.lies = {"forged": True}
    try:
        page = entering(None)
        through(page, "claire@altiphone.example")
        expect(page.get_by_role("heading", level=1)).to_have_text("Identité refusée")
    finally:
        house.provider.lies = {}


def test_giving_up_leads_back(house: House, entering: Callable[..., Page]) -> None:
    page = entering(None)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Se connecter avec l’annuaire").click()
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion abandonnée")
