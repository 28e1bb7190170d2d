"""A customer's mail on the desk, in a real browser: what it quotes unfolds at its place, remote images come when asked for."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.tests.conftest import CONTACT, put, take_in_all
from entregent.channels.mail.tests.corpus import mail
from entregent.channels.mail.tests.corpus.quoted_html import OUTLOOK_WEB, SAID
from entregent.tickets.models import Ticket
from tests.journeys.day.conftest import PATIENCE, House
from tests.serving import wait_for

Enter = Callable[..., Page]
TOLD_EVERY = 10_000  # milliseconds between two signs of life of a page
HEAD = "From: Léa <lea@example.org>\nSubject: Facture\nMessage-ID: <1@example.org>\nContent-Type: text/html; charset=utf-8\n"
IMAGE = '<table><tr><td>Facture</td></tr></table><img src="https://images.invalid/1.png" alt="photo">'


def test_a_mail_unfolds_what_it_quotes_and_shows_remote_images_only_when_asked(house: House, enter: Enter) -> None:
    with house.open():
        MailAddress.objects.create(brand=house.brand, address=CONTACT)
    put(mail(HEAD, IMAGE + OUTLOOK_WEB))
    assert take_in_all() == 1
    with house.open():
        ticket = Ticket.objects.get()
    page = enter("claire", path=f"/desk/ticket/{ticket.id}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    frame = page.locator("iframe.mail-layout")
    inside = page.frame_locator("iframe.mail-layout")

    def height() -> float:
        return frame.bounding_box()["height"]

    def fits() -> bool:
        return frame.get_attribute("height") == inside.locator("body").evaluate("body => String(body.scrollHeight)")

    expect(inside.get_by_text("Oui, deux fois.")).to_be_visible()
    expect(inside.get_by_text(SAID)).to_be_hidden()
    expect(page.locator("[data-fold-of-text]")).to_be_hidden()

    wait_for(fits, PATIENCE / 1000)
    folded = height()
    inside.locator("details.quoted > summary").click()
    expect(inside.get_by_text(SAID)).to_be_visible()
    wait_for(lambda: height() > folded + 40, PATIENCE / 1000)
    inside.locator("details.quoted > summary").click()
    wait_for(lambda: height() <= folded, PATIENCE / 1000)

    assert not [url for url in asked if "images.invalid" in url]
    page.get_by_role("button", name="Afficher les images").click()
    expect(frame).to_have_attribute("src", re.compile(r"\?images=1$"))
    expect(inside.locator("img")).to_have_attribute("src", "https://images.invalid/1.png")

    page.locator("article.message").hover()
    page.get_by_label("Affichage du message").click()
    page.get_by_role("button", name="Texte seul").click()
    expect(frame).to_be_hidden()
    expect(page.locator("[data-fold-of-text]")).to_be_visible()


def test_an_agent_sees_a_colleague_type(house: House, enter: Enter) -> None:
    path = f"/desk/ticket/{house.customer_writes('Bonjour').id}/"
    first = enter("claire", path=path)
    second = enter("samir", path=path, hurried=True)
    second.clock.fast_forward(TOLD_EVERY)
    expect(second.locator("#others-here")).to_contain_text("Claire Morvan regarde aussi")
    with first.expect_response(re.compile("state=typing")):
        first.locator("form[data-composer=reply] textarea").press_sequentially("Bonjour Madame")
    second.clock.fast_forward(TOLD_EVERY)
    expect(second.locator("#others-here")).to_contain_text("Claire Morvan écrit")
