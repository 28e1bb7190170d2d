"""A call-centre manager writes a scenario without code: from its model to what whoever calls goes through."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_order_tracking_is_renamed_changed_corrected_published_and_played(entering: Callable[..., Page]) -> None:
    page, faults = entering("solene"), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto("/scenarios/?brand=halles")
    page.get_by_role("button", name="Nouveau scénario").click()
    page.get_by_role("radio", name="Suivi de commande").check()
    page.get_by_role("button", name="Créer").click()
    saved, checks, panel = page.locator("#saved"), page.locator("#checks-title"), page.locator("#panel")

    # Renamed, then a text changed: both are saved by themselves.
    page.get_by_label("Nom du scénario").fill("Où est mon colis")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où est mon colis")
    page.get_by_role("treeitem", name="Au revoir").first.click()
    expect(panel).to_have_attribute("data-node", "au_revoir")
    panel.locator("textarea").first.fill("Merci, et à très bientôt.")
    expect(page.locator("#outline li[data-node=au_revoir]:not(.refers)")).to_contain_text("Merci, et à très bientôt.")
    expect(saved).to_contain_text("Enregistré")

    # A choice more, reached by keyboard; it has no words yet, which is said, and leads back to its step.
    line = page.locator("#outline li[data-node=livree]:not(.refers)")
    line.focus()
    page.keyboard.press("Enter")
    expect(panel).to_have_attribute("data-node", "livree")
    page.get_by_role("button", name="Ajouter un choix").click()
    expect(checks).to_contain_text("points à corriger")
    expect(page.get_by_role("button", name="Publier")).to_be_disabled()
    page.locator("[data-opens='']").click()
    expect(panel).to_have_attribute("data-node", "")
    page.locator("#checks a").first.click()
    expect(panel).to_have_attribute("data-node", "livree")
    last = panel.locator(".scn-row").last
    last.get_by_label("Libellé, Français").fill("Je ne suis pas chez moi")
    last.get_by_label("Libellé, Anglais").fill("I am not at home")
    last.get_by_label("mène à", exact=True).select_option(label="Passage à un conseiller")
    expect(checks).to_contain_text("Rien ne s’oppose")

    # Moved by keyboard, with what was done told by the drawing; removed, and undone.
    page.locator("#outline li[data-node=livree]:not(.refers)").focus()
    expect(page.locator("drawn-tree g.current")).to_have_attribute("data-node", "livree")
    ways = page.locator("#outline li[data-owner=statut]")
    expect(ways.nth(1)).to_have_attribute("data-node", "livree")
    page.keyboard.press("Alt+ArrowUp")
    expect(ways.nth(0)).to_have_attribute("data-node", "livree")
    expect(ways.nth(0)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(ways.nth(1)).to_have_attribute("data-node", "livree")
    page.locator("#outline li[data-node=annulee]:not(.refers)").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#outline li[data-node=annulee]:not(.refers)")).to_have_count(0)
    page.locator("#toasts button", has_text="Annuler").last.click()
    expect(page.locator("#outline li[data-node=annulee]:not(.refers)")).to_have_count(1)

    page.get_by_role("button", name="Publier").click()
    expect(page.locator("#state")).to_contain_text("Publié, version 1")

    # Played in the chat to its end, with what the search brings said by whoever tries.
    page.get_by_role("link", name="Essayer").click()
    chat = page.locator("#medium-chat")
    chat.get_by_label("Ce qui est écrit").fill("CMD-12345")
    chat.get_by_role("button", name="Envoyer").click()
    chat.get_by_role("button", name="Oui").click()
    chat.get_by_label("Statut rendu par le connecteur").fill("livree")
    chat.get_by_role("button", name="Trouvé").click()
    chat.get_by_role("button", name="Oui, je l’ai reçue").click()
    expect(chat).to_contain_text("Merci, et à très bientôt.")
    expect(chat).to_contain_text("C’est terminé.")
    expect(page.locator("#medium-phone")).to_contain_text("Entendu jusqu’au bout")
    page.get_by_role("link", name="Versions").click()
    expect(page.locator("table")).to_contain_text(re.compile("Publié"))
    assert not faults
