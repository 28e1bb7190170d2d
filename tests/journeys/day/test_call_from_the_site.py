"""A visitor calls from the page of the brand's site, by the widget: the menu, the place in the line, an agent's browser. Sound
is heard at both ends."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import AXE, EVERYTHING
from tests.journeys.conftest import MICROPHONE
from tests.journeys.day import test_telephone
from tests.journeys.day.conftest import PATIENCE, House
from tests.journeys.day.shop import shop
from tests.serving import wait_for as until

MARKED = """() => {
  const link = document.createElement("a")
  link.dataset.entregentNumber = ""
  link.href = "tel:+33261910000"
  link.textContent = "02 61 91 00 00"
  document.querySelector("main").append(link)
}"""
"""A number on the page, that the brand has marked."""
HEARS, line = test_telephone.HEARS, test_telephone.line


def ready(agent: Page) -> Page:
    """An agent who has switched their telephone on, and is available."""
    agent.locator(".telephone summary").click()
    agent.locator("[data-switch]").click()
    expect(agent.locator("voice-station")).to_have_attribute("data-state", "ready")
    agent.keyboard.press("Escape")
    agent.locator(".presence").click()
    agent.locator("button[value=available]").click()
    return agent


@pytest.fixture
def visitor(house: House, line: str, day_browser: Browser) -> Iterator[Page]:
    """Somebody on the brand's site, whose widget has a button to call the number of the house."""
    from entregent.channels.chat.models import Widget
    from entregent.channels.voice.models import Node, Number
    from entregent.tracking.models import Pool, Source

    with shop() as site:
        with house.open():
            widget = Widget.objects.create(
                brand=house.brand, name="Boutique", queue=house.queue, origins=[site.address], secret="", asks_mail="no",
                line=Number.objects.get(),
            )  # fmt: skip
            Pool.objects.create(brand=house.brand)
            Source.objects.create(brand=house.brand, name="Panier", landing="/panier")
            Number.objects.create(brand=house.brand, number="+33261910078", lent=True, queue=house.queue)
        site.house, site.key = house.address, str(widget.id)
        context = day_browser.new_context(locale="fr-FR", viewport={"width": 1000, "height": 720})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
        until(lambda: Node.objects.filter(sip=line, stopped_at=None).exists(), 60)  # what a page is told is kept for a minute
        page.goto(f"{site.address}/panier?client=4012")
        yield page
        context.close()
        assert not faults


def test_a_visitor_calls_from_the_page_without_a_telephone(
    house: House, line: str, visitor: Page, enter: Callable[..., Page]
) -> None:
    from entregent.channels.voice.models import Call

    claire = ready(enter("claire"))
    visitor.evaluate(MARKED)
    expect(visitor.locator(".launcher")).to_be_visible()
    number = visitor.locator("[data-entregent-number]")
    expect(number).to_have_text("02 61 91 00 00")
    visitor.evaluate("Entregent.consent(true)")
    expect(number).to_have_text("02 61 91 00 78")
    assert number.get_attribute("href") == "tel:+33261910078"

    visitor.locator(".launcher").click()
    visitor.get_by_role("button", name="Appeler depuis cette page").click()
    visitor.get_by_label("Votre nom").fill("Jeanne Le Bihan")
    visitor.get_by_role("button", name="Appeler maintenant").click()
    standing = visitor.locator(".standing")
    expect(standing).to_contain_text("choisissez sur le clavier")
    visitor.get_by_role("button", name="Clavier").click()
    assert AXE.run(visitor, options=EVERYTHING).response["violations"] == []
    visitor.get_by_role("button", name="Touche 2").click()
    expect(claire.locator(".offer")).to_contain_text("Jeanne Le Bihan")
    expect(standing).to_contain_text("dans la file")
    claire.keyboard.press("F8")
    expect(standing).to_contain_text("Claire")
    expect(claire.locator(".call-strip")).to_contain_text("Basket")
    assert claire.locator("[data-heard]").evaluate(HEARS) == pytest.approx(MICROPHONE, abs=12)
    assert visitor.locator("#entregent audio").evaluate(HEARS) == pytest.approx(MICROPHONE, abs=12)
    visitor.get_by_role("button", name="Couper mon microphone").click()
    assert claire.locator("[data-heard]").evaluate(HEARS) == 0

    claire.keyboard.press("Alt+h")
    expect(standing).to_contain_text("en attente")
    assert visitor.locator("#entregent audio").evaluate(HEARS) not in (0, pytest.approx(MICROPHONE, abs=12)), "music"
    visitor.get_by_role("button", name="Raccrocher").click()
    expect(visitor.locator(".panel")).to_contain_text("L’appel est terminé")
    expect(claire.locator(".line")).to_have_count(0)
    with house.open():
        call = Call.objects.select_related("conversation__person", "source").get()
        assert (call.outcome, call.ended_by, call.staff_id) == ("answered", "customer", house.staff["claire"].id)
        assert call.by_browser and call.page.endswith("/panier") and call.page_title == "Basket"
        assert call.conversation.person.full_name == "Jeanne Le Bihan"
        assert call.source is not None and call.source.name == "Panier", "they agreed that it be noted"
    visitor.evaluate("Entregent.consent(false)")
    expect(number).to_have_text("02 61 91 00 00")
