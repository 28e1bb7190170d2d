"""A call-centre manager writes a scenario without code: from its model to what whoever calls goes through."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.studio import new_scenario

NARROWER = "wide => Number(document.querySelector('svg.scn-drawing').getAttribute('viewBox').split(' ')[2]) < wide"
ABOVE = "y => document.querySelector('#outline li[data-node=chercher]:not(.refers)').getBoundingClientRect().bottom < y"


def test_order_tracking_is_renamed_changed_corrected_published_and_played(entering: Callable[..., Page]) -> None:
    page, faults = entering("solene"), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    new_scenario(page, "Suivi de commande")
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


def test_steps_are_dragged_by_mouse_and_by_finger_and_the_drawing_is_moved(entering: Callable[..., Page]) -> None:
    page, faults = entering("solene"), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    new_scenario(page, "Suivi de commande")
    page.locator("#outline li").first.wait_for()

    def line(node: str) -> Locator:
        return page.locator(f"#outline li[data-node={node}]:not(.refers)")

    def middle(of: Locator) -> tuple[float, float]:
        of.scroll_into_view_if_needed()
        box = of.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    # By mouse: the greeting comes before the search; the drawing and the ways follow.
    expect(line("numero")).to_have_attribute("data-owner", "bonjour")
    page.mouse.move(*middle(line("bonjour")))
    page.mouse.down()
    page.mouse.move(*middle(line("chercher")), steps=6)
    expect(page.locator(".scn-ghost")).to_be_visible()
    page.mouse.up()
    expect(line("chercher")).to_have_attribute("data-owner", "bonjour")
    expect(page.locator(".scn-ghost")).to_have_count(0)
    page.get_by_role("button", name="Annuler", exact=True).first.click()
    expect(line("numero")).to_have_attribute("data-owner", "bonjour")
    page.get_by_role("button", name="Rétablir").click()
    expect(line("chercher")).to_have_attribute("data-owner", "bonjour")
    page.get_by_role("button", name="Annuler", exact=True).first.click()
    expect(line("numero")).to_have_attribute("data-owner", "bonjour")

    # A drag that is given up changes nothing, and opens nothing.
    page.mouse.move(*middle(line("bonjour")))
    page.mouse.down()
    page.mouse.move(*middle(line("chercher")), steps=6)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".scn-ghost")).to_have_count(0)
    expect(line("numero")).to_have_attribute("data-owner", "bonjour")

    # The drawing: dragged, made larger by wheel and by two fingers.
    def view() -> list[float]:
        return [float(one) for one in str(page.locator("svg.scn-drawing").get_attribute("viewBox")).split()]

    tree = page.locator("drawn-tree")
    x, y = middle(tree)
    before = view()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y - 30, steps=4)
    page.mouse.up()
    moved = view()
    assert moved[0] > before[0] + 40 and moved[1] > before[1] + 10 and moved[2] == before[2]
    page.mouse.wheel(0, -200)
    page.wait_for_function(NARROWER, arg=moved[2])
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {
            "type": kind, "touchPoints": [{"x": one[0], "y": one[1], "id": place} for place, one in enumerate(points)],
        })  # fmt: skip

    wide = view()[2]
    fingers("touchStart", (x - 20, y), (x + 20, y))
    fingers("touchMove", (x - 40, y), (x + 40, y))
    fingers("touchMove", (x - 80, y), (x + 80, y))
    fingers("touchEnd")
    assert view()[2] < wide * 0.6

    # By finger, on a telephone: the handle drags, held at the edge of the list it makes the lines go by.
    page.set_viewport_size({"width": 390, "height": 844})
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.reload()
    start = middle(line("bonjour").locator(".grip"))
    lines = page.locator("scenario-outline").bounding_box()
    assert lines
    bottom = lines["y"] + lines["height"]
    fingers("touchStart", start)
    for share in (0.2, 0.6, 1.0):
        fingers("touchMove", (start[0], start[1] + (bottom - 10 - start[1]) * share))
    page.wait_for_function(ABOVE, arg=bottom - 60)
    fingers("touchMove", (start[0], lines["y"] + lines["height"] / 2))  # the lines stand still again
    line("chercher").scroll_into_view_if_needed()
    fingers("touchMove", (start[0], middle(line("chercher"))[1]))
    expect(line("chercher")).to_have_class(re.compile("drop"))
    fingers("touchEnd")
    expect(line("chercher")).to_have_attribute("data-owner", "bonjour")
    assert not faults


def test_what_is_typed_before_the_scripts_came_is_saved(entering: Callable[..., Page]) -> None:
    page, script = entering("solene"), re.compile(r"/scenarios/outline\b[^/]*\.js$")
    new_scenario(page, "Réclamation")
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))
    with page.expect_request(script):
        page.goto(page.url, wait_until="commit")
    page.get_by_label("Nom du scénario").fill("Se plaindre")
    page.get_by_label("Script du conseiller").check()
    with page.expect_response(re.compile("/act/$")):
        held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se plaindre")
    page.unroute(script)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se plaindre")
    expect(page.get_by_label("Script du conseiller")).to_be_checked()
