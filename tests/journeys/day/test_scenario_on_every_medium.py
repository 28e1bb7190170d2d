"""A newcomer takes a model and publishes it; it is gone through in the widget of another site, up to an agent who reads all
that was said, as a script beside that conversation, and as a page on a telephone."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from entregent.scenarios.tests.program import program
from tests.journeys.axe import PHONE, look_again
from tests.journeys.day.conftest import PATIENCE, House
from tests.journeys.day.shop import shop
from tests.journeys.studio import new_scenario


def test_a_model_is_published_and_gone_through_in_the_widget_as_a_page_and_as_a_script(
    house: House, enter: Callable[..., Page], day_browser: Browser
) -> None:
    agent = enter("claire", viewport={"width": 1440, "height": 900})
    agent.locator(".presence").click()
    agent.locator("button[value=available]").first.click()
    studio = enter("solene", path="/chat/widgets/")
    with program() as orders, shop() as site:
        orders.answer = 200, {"order": {"statut": "expediee", "livraison": "2026-12-01"}}
        house.asks("commandes", orders.url + "/{numero}", {"statut": "order.statut", "livraison": "order.livraison"})
        address = publish(studio, house, site.address)
        site.house, site.key = house.address, studio.url.rsplit("/", 1)[-1]
        visitor = day_browser.new_context(locale="fr-FR", viewport={"width": 1000, "height": 720}).new_page()
        visitor.set_default_timeout(PATIENCE)
        visitor.goto(site.address)
        in_the_widget(visitor)
    in_the_hands_of(agent, visitor)
    beside(agent)
    as_a_page(enter(None, viewport=PHONE), address)
    visitor.context.close()


def publish(studio: Page, house: House, site: str) -> str:
    """The model as it is wanted, on every medium: a widget on a site, answered first by it; return the address of its page."""
    new_scenario(studio, "Suivi de commande", "/scenarios/")
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
    studio.get_by_label("Page de votre site").fill("boutique.ponant.example/aide")
    studio.get_by_role("button", name="Enregistrer").click()
    expect(studio.locator("main .chip.good")).to_contain_text("Ouverte à tous")
    address = studio.locator(".ivr-address").inner_text()

    studio.goto("/chat/widgets/new")
    studio.locator("select[name=brand]").select_option(label=house.brand.name)
    studio.locator("input[name=name]").fill("Boutique")
    studio.locator("textarea[name=origins]").fill(site)
    studio.locator("select[name=queue]").select_option(label="Contrats")
    studio.locator("select[name=scenario]").select_option(label="Où est mon colis")
    for asked in ("asks_name", "asks_mail", "asks_phone"):
        studio.locator(f"select[name={asked}]").select_option(value="no")
    studio.locator(".save-bar button.primary").click()
    expect(studio.locator("pre").first).to_contain_text("widget.js")
    return address


def in_the_widget(visitor: Page) -> None:
    """On another site, up to the agent who is asked for."""
    visitor.locator(".launcher").click()
    log, offers = visitor.locator(".log"), visitor.get_by_role("group", name="Réponses proposées")
    visitor.get_by_role("button", name="Discuter avec nous").or_(visitor.get_by_label("Votre message")).first.click()
    expect(log).to_contain_text("une machine vous répond, pas une personne")
    expect(log).to_contain_text("bienvenue chez Mutuelle Ponant")
    field = visitor.get_by_label("Votre message")
    field.fill("c’est la CMD-12345")
    field.press("Enter")
    offers.get_by_role("button", name="Oui").click()
    expect(log).to_contain_text("CMD-12345 est expédiée. Livraison prévue : mardi 1er décembre 2026.")
    offers.get_by_role("button", name="Parler à un conseiller").last.click()
    expect(visitor.locator(".status")).to_contain_text("dans la file")


def in_the_hands_of(agent: Page, visitor: Page) -> None:
    """The agent reads all that was said and collected, and answers in the same conversation."""
    expect(agent.locator(".offer")).to_be_visible()
    agent.keyboard.press("F8")
    thread = agent.locator("#thread")
    for words in (
        "une machine vous répond",
        "numéro de votre commande",
        "c’est la CMD-12345",
        "Livraison prévue",
        "conseiller",
    ):
        expect(thread).to_contain_text(words)
    expect(agent.locator(".pane-person")).to_contain_text("CMD-12345")
    reply = agent.locator("form[data-composer=reply] textarea")
    reply.fill("Bonjour, je regarde avec le transporteur.")
    reply.press("Enter")
    expect(visitor.locator(".log")).to_contain_text("je regarde avec le transporteur")


def beside(agent: Page) -> None:
    """The same scenario as a script, beside that conversation."""
    script, found = agent.locator("#script"), []
    script.get_by_label("Script", exact=True).select_option(label="Où est mon colis")
    script.get_by_role("button", name="Commencer le script").click()
    script.get_by_role("button", name="Continuer").click()
    expect(script.get_by_label("J’ai dit ce texte jusqu’au bout")).to_be_visible()  # not ticked: nothing went on
    script.get_by_label("J’ai dit ce texte jusqu’au bout").check()
    script.get_by_role("button", name="Continuer").click()
    expect(script.locator(".script-say")).to_contain_text("numéro de votre commande")
    expect(script.locator("[data-script-field]")).to_be_focused()
    agent.keyboard.type("CMD-12345")
    agent.keyboard.press("Enter")
    expect(script.locator(".script-say")).to_contain_text("CMD-12345")
    agent.reload()
    expect(script.locator(".script-say")).to_contain_text("CMD-12345")
    found += look_again(agent, "script")
    agent.set_viewport_size({"width": 1440, "height": 900})
    script.locator(".script-say").focus()
    agent.keyboard.press("2")
    expect(script.locator(".script-say")).to_contain_text("numéro de votre commande")
    script.get_by_role("button", name="Arrêter").click()
    expect(script.locator(".script-earlier")).to_contain_text("interrompu")
    assert not found, found


def as_a_page(page: Page, address: str) -> None:
    """On a telephone, with a code that carries it elsewhere, and an agent who is asked for."""
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
    assert not found, found
