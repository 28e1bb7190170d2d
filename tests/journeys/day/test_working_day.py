"""The first working day, in a real browser: a request rings, is taken, answered and measured, without reloading anything."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from entregent.understanding.tests.endpoint import Endpoint, completion
from tests.journeys.day.conftest import House

Enter = Callable[..., Page]


def become_available(page: Page) -> None:
    page.locator(".presence").click()
    page.locator("button[value=available]").first.click()
    expect(page.locator(".presence")).to_contain_text("Disponible")


def never_reloaded(page: Page) -> Callable[[], bool]:
    page.evaluate("window.sameDocument = true")
    return lambda: page.evaluate("window.sameDocument === true")


def test_a_request_rings_on_the_open_desk_is_accepted_answered_and_measured(house: House, enter: Enter) -> None:
    page = enter("claire")
    become_available(page)
    same = never_reloaded(page)
    house.customer_writes("Bonjour, où en est mon remboursement ?")
    offer = page.locator(".offer")
    expect(offer).to_contain_text("Hélène Le Goff")
    offer.get_by_role("button", name="Accepter").click()
    expect(page.locator("#thread")).to_contain_text("où en est mon remboursement")
    expect(page.locator(".pane-person")).to_contain_text("Hélène Le Goff")
    reply = page.locator("form[data-composer=reply] textarea")
    reply.fill("Bonjour Madame, il part aujourd’hui.")
    house.customer_writes("Autre chose", subject="Carte perdue")  # what moves meanwhile takes nothing away
    reply.press("Control+Enter")
    expect(page.locator("#thread .message.us")).to_contain_text("il part aujourd’hui")
    expect(page.locator("#ticket-head [data-shortcut=s]")).to_contain_text("En attente du sociétaire")
    expect(reply).to_have_value("")
    page.locator("body").press("h")
    history = page.locator("#dialog")
    expect(history).to_contain_text("Première réponse après")
    expect(history).to_contain_text("tenue")
    assert same()


def test_a_message_joins_the_open_conversation_and_leaves_what_is_being_typed(
    house: House, enter: Enter, generative: Endpoint
) -> None:
    ticket = house.customer_writes("Premier message")
    page = enter("claire", path=f"/desk/ticket/{ticket.id}/")
    page.get_by_role("button", name="Prendre").first.click()
    expect(page.locator(".pane-work")).to_contain_text("Hélène Le Goff")
    same = never_reloaded(page)
    reply = page.locator("form[data-composer=reply] textarea")
    reply.press_sequentially("Bonjour Mad")
    house.customer_writes("Un second message", conversation=ticket.conversation_id)
    expect(page.locator("#thread")).to_contain_text("Un second message")
    expect(reply).to_have_value("Bonjour Mad")
    expect(reply).to_be_focused()
    expect(page.locator("form[data-composer=reply] [data-autosave-state]")).to_contain_text("Brouillon gardé")
    assert same()
    page.reload()
    expect(reply).to_have_value("Bonjour Mad")

    # Other words, at Claire's wish: for the passage that is selected; what loses a figure is not taken; hers come back.
    reword, told = page.locator("summary", has_text="Reformuler"), page.locator("[data-reworded]")
    reply.fill("Bonjour. Les 45,90 € partent le 3 mars.")
    reply.evaluate("field => field.setSelectionRange(9, field.value.length)")
    generative.answer = lambda _asked: completion("Vos 45,90 € seront versés dès le 3 mars.")
    reword.click()
    page.get_by_role("button", name="Plus chaleureux").click()
    expect(reply).to_have_value("Bonjour. Vos 45,90 € seront versés dès le 3 mars.")
    expect(told).to_contain_text("relisez-le avant de l’envoyer")
    page.get_by_role("button", name="Remettre mon texte").click()
    expect(reply).to_have_value("Bonjour. Les 45,90 € partent le 3 mars.")
    expect(told).to_be_hidden()
    generative.answer = lambda _asked: completion("Votre argent arrive.")
    reword.press("Enter")
    page.get_by_role("button", name="Plus court").press("Enter")
    expect(told).to_contain_text("il est resté tel quel")
    expect(reply).to_have_value("Bonjour. Les 45,90 € partent le 3 mars.")


def test_a_whole_request_without_a_mouse(house: House, enter: Enter) -> None:
    page = enter("claire")
    become_available(page)
    house.customer_writes("Bonjour")
    expect(page.locator(".offer")).to_be_visible()
    page.keyboard.press("F8")
    expect(page.locator("form[data-composer=reply] textarea")).to_be_visible()
    expect(page.locator("#thread .message")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("#ticket-head details[open] button:focus")).to_have_text("Basse")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head [data-shortcut=p]")).to_contain_text("Haute")
    page.locator("body").press("n")
    page.keyboard.type("@sam")
    expect(page.locator("#suggest")).to_contain_text("Samir Ait")
    page.keyboard.press("Enter")
    page.keyboard.type("peux-tu vérifier ?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .message.note")).to_contain_text("@Samir Ait peux-tu vérifier ?")
    page.keyboard.press("Escape")
    page.locator("body").press("r")
    page.keyboard.type("/mer")
    expect(page.locator("#suggest")).to_contain_text("Merci")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-composer=reply] textarea")).to_have_value("Merci Hélène.")
    page.keyboard.press("Control+Alt+Enter")
    expect(page.locator("#ticket-head [data-shortcut=s]")).to_contain_text("Résolu")
    with house.open():
        from entregent.conversations.models import Mention
        from entregent.tickets.models import Ticket

        assert Mention.objects.get().staff == house.staff["samir"]
        assert Ticket.objects.get().resolved_at is not None


def test_a_supervisor_sees_it_wait_gives_it_and_the_agent_has_it(house: House, enter: Enter) -> None:
    agent = enter("claire")
    board = enter("awa", path="/supervision/")
    same = never_reloaded(agent)
    house.customer_writes("Bonjour")
    expect(board.locator("#routing-board tbody tr").first.locator("td").nth(1)).to_have_text("1")
    board.locator("#routing-board a", has_text="Contrats").click()
    dialog = board.locator("#dialog")
    dialog.locator("summary").first.click()
    dialog.locator("select[name=staff]").first.select_option(label="Claire Morvan")
    dialog.get_by_role("button", name="Confier").first.click()
    expect(agent.locator(".pane-work .work-item")).to_contain_text("Hélène Le Goff")
    assert same()
