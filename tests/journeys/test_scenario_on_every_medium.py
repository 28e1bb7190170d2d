"""A newcomer takes a model, publishes it, goes through it as a page on a telephone, then as a script beside a ticket."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.axe import PHONE, look_again
from tests.journeys.studio import new_scenario


def test_a_model_is_published_and_gone_through_as_a_page_then_as_a_script(entering: Callable[..., Page]) -> None:
    studio, faults = entering("solene"), []
    new_scenario(studio, "Suivi de commande")
    studio.get_by_label("Nom du scénario").fill("Où est mon colis")
    expect(studio.get_by_role("heading", level=1)).to_have_text("Où est mon colis")
    studio.get_by_label("Script du conseiller").check()
    expect(studio.locator("#saved")).to_contain_text("Enregistré")
    studio.get_by_role("treeitem", name="Bonjour").first.click()
    expect(studio.locator("#panel")).to_have_attribute("data-node", "bonjour")
    studio.locator("#panel textarea").first.fill("Bonjour {person.given_name}, bienvenue chez {brand.name}.")
    expect(studio.locator("#outline")).to_contain_text("bienvenue chez")
    studio.get_by_role("button", name="Publier").click()
    expect(studio.locator("#state")).to_contain_text("Publié, version 1")
    studio.get_by_role("link", name="Page web").click()
    studio.get_by_label("Toute personne qui a l’adresse").check()
    studio.get_by_label("Titre").fill("Où est mon colis ?")
    studio.get_by_label("Texte avant de commencer").fill("Munissez-vous du numéro de votre commande.")
    studio.get_by_label("Page de votre site").fill("boutique.halles.example/aide")
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
    page.get_by_role("button", name="Continuer dans le chat").click()
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

    # The same beside a ticket, said by an agent.
    page = studio
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/tickets/?view=open")
    page.goto(str(page.locator("tr", has_text="CDH-").locator("a.main-link").first.get_attribute("href")))
    script = page.locator("#script")
    script.get_by_label("Script", exact=True).select_option(label="Où est mon colis")
    script.get_by_role("button", name="Commencer le script").click()
    script.get_by_role("button", name="Continuer").click()
    expect(script.get_by_label("J’ai dit ce texte jusqu’au bout")).to_be_visible()  # not ticked: nothing went on
    script.get_by_label("J’ai dit ce texte jusqu’au bout").check()
    script.get_by_role("button", name="Continuer").click()
    expect(script.locator(".script-say")).to_contain_text("numéro de votre commande")
    expect(script.locator("[data-script-field]")).to_be_focused()
    page.keyboard.type("CMD-12345")
    page.keyboard.press("Enter")
    expect(script.locator(".script-say")).to_contain_text("CMD-12345")
    page.reload()
    expect(script.locator(".script-say")).to_contain_text("CMD-12345")
    found = look_again(page, "script")
    page.set_viewport_size({"width": 1440, "height": 900})
    script.locator(".script-say").focus()
    page.keyboard.press("2")
    expect(script.locator(".script-say")).to_contain_text("numéro de votre commande")
    script.get_by_role("button", name="Arrêter").click()
    expect(script.locator(".script-earlier")).to_contain_text("interrompu")
    assert not faults and not found, (faults, found)


def test_a_page_works_without_scripts(entering: Callable[..., Page]) -> None:
    page = entering(None, viewport=PHONE, java_script_enabled=False)
    page.goto("/guide/ponant/")
    page.locator(".guide-option").first.click()
    page.get_by_role("button", name="Commencer").click()
    page.locator(".guide-option").first.click()
    expect(page.locator("[data-heading]")).to_be_visible()
