"""A newcomer takes a model, publishes it, and goes through it as a page on a telephone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.axe import PHONE, look_again


def test_a_model_published_as_a_page_is_gone_through_on_a_telephone(entering: Callable[..., Page]) -> None:
    studio, faults = entering("solene"), []
    studio.goto("/scenarios/?brand=halles")
    studio.get_by_role("button", name="Nouveau scénario").click()
    studio.get_by_role("radio", name="Suivi de commande").check()
    studio.get_by_role("button", name="Créer").click()
    studio.get_by_label("Nom du scénario").fill("Où est mon colis")
    expect(studio.get_by_role("heading", level=1)).to_have_text("Où est mon colis")
    studio.get_by_role("button", name="Publier").click()
    expect(studio.locator("#state")).to_contain_text("Publié, version 1")
    studio.get_by_role("link", name="Page web").click()
    studio.get_by_label("Toute personne qui a l’adresse").check()
    studio.get_by_label("Titre").fill("Où est mon colis ?")
    studio.get_by_label("Texte avant de commencer").fill("Munissez-vous du numéro de votre commande.")
    studio.get_by_role("button", name="Enregistrer").click()
    expect(studio.locator("main .chip.good")).to_contain_text("Ouverte à tous")
    address = studio.locator(".ivr-address").inner_text()

    page = entering(None, viewport=PHONE)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(address)
    found = look_again(page, "welcome")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("numéro de votre commande")
    page.get_by_label("Votre réponse").fill("???")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Je n’ai pas reconnu ce numéro")
    expect(page.locator("[data-heading]")).to_be_focused()
    page.get_by_label("Votre réponse").fill("CMD-12345")
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CMD-12345")
    found += look_again(page, "options")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Continuer par téléphone ou chat").click()
    expect(page.locator(".guide-number")).to_be_visible()
    found += look_again(page, "code")
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Rester ici").click()
    page.wait_for_load_state()
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("numéro de votre commande")
    page.get_by_role("button", name="Un conseiller").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("numéro de votre commande")
    found += look_again(page, "handed")
    assert not faults and not found, (faults, found)


def test_a_page_works_without_scripts(entering: Callable[..., Page]) -> None:
    page = entering(None, viewport=PHONE, java_script_enabled=False)
    page.goto("/guide/ponant/")
    page.locator(".guide-option").first.click()
    page.get_by_role("button", name="Commencer").click()
    page.locator(".guide-option").first.click()
    expect(page.locator("[data-heading]")).to_be_visible()
