"""A visitor of a brand's site and an agent talk: in a strict foreign page, without reload, on networks that fail."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from entregent.config.environment import database
from entregent.kernel.tests.ports import free_port
from entregent.scenarios.tests.program import program
from entregent.scenarios.tests.trees import both, choice, collect, document, end, hand, option, say
from tests.journeys.axe import AXE, EVERYTHING
from tests.journeys.conftest import wait_for
from tests.journeys.day.conftest import PATIENCE, House
from tests.journeys.day.shop import Shop, shop


@pytest.fixture(scope="module")
def site() -> Iterator[Shop]:
    with shop() as made:
        yield made


@pytest.fixture
def widget(house: House, site: Shop, request: pytest.FixtureRequest) -> Any:
    """The widget of the house's brand, on the site; with a tree for parameter, that scenario answers first."""
    from entregent.access.sealing import seal
    from entregent.channels.chat.models import IDENTITY_SEAL, Widget

    tree = getattr(request, "param", None)
    with house.open():
        made = Widget.objects.create(
            brand=house.brand, name="Boutique", queue=house.queue, origins=[site.address], asks_mail="no",
            asks_name="no" if tree else "optional", secret=seal("secret", IDENTITY_SEAL),
            words={"fr": {"greeting": "Bonjour, une question ?"}}, scenario=published(house, tree) if tree else None,
        )  # fmt: skip
    site.house, site.key, site.more = house.address, str(made.id), ""
    return made


def published(house: House, tree: dict[str, Any], before: Any = None) -> Any:
    """The scenario of a tree, published; the next version of the one ``before``."""
    from django.utils import timezone

    from entregent.scenarios import actions

    told = {"now": timezone.now(), "actor": "system:test"}
    if before is None:
        before = actions.create_scenario(house.brand.id, "assistant", "Assistant", tree, **told).scenario
    else:
        actions.save_draft(before.id, tree, base=None, now=told["now"])
    actions.publish(before.id, **told)
    return before


CHOICES = document(
    {
        "menu": choice("Que voulez-vous faire ?", option("1", "Suivre ma commande", "numero"),
                       option("2", "Changer le jour de livraison", "jour"), option("3", "Autre chose", "main")),
        "numero": collect("order", "commande.numero", "main", pattern="CMD-#####"),
        "jour": collect("date", "jour", "fini"),
        "fini": end("C’est noté pour {jour}."),
        "main": hand(),
    },
    variables={"commande.numero": {"about": "Numéro de commande"}, "jour": {"type": "date"}},
)  # fmt: skip
"""To choose, a number, a day."""


def tracking(greeting: str) -> dict[str, Any]:
    """A tree that asks a program outside for an order."""
    look = {"kind": "lookup", "what": "connector", "name": "commandes", "by": {"numero": "{commande.numero}"},
            "saves": {"commande.statut": "statut"}, "text": both("Je regarde."), "found": "statut", "missing": "main",
            "failed": "panne"}  # fmt: skip
    return document(
        {
            "bonjour": say(greeting, "numero"),
            "numero": collect("order", "commande.numero", "suivi", pattern="CMD-#####"),
            "suivi": look,
            "statut": end(f"{greeting} Votre commande est {{commande.statut}}."),
            "panne": say("Je n’arrive pas à joindre le suivi des commandes.", "main"),
            "main": hand(),
        },
        variables={"commande.numero": {}, "commande.statut": {}},
    )


class Door:
    """A public port of the house beside the one of the staff, that can be closed and opened again at the same address."""

    def __init__(self, database_address: str, statics: Path, folder: Path) -> None:
        self.port, self.process = free_port(), None
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATABASE_URL": database_address, "ENTREGENT_STATIC": str(statics), "ENTREGENT_FILES": str(folder),
            "ENTREGENT_URL": self.address,
        }  # fmt: skip

    def start(self) -> None:
        command = [sys.executable, "-m", "entregent.config.cli", "public", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(f"{self.address}/live/health", self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(15)
            self.process = None


@pytest.fixture
def second_door(running: tuple[str, str, Any], statics: Path, tmp_path: Path) -> Iterator[Callable[[], Door]]:
    """Open another port of the house that runs."""
    made: list[Door] = []

    def make() -> Door:
        made.append(Door(replace(database("owner"), name=running[1]).url(), statics, tmp_path))
        made[-1].start()
        return made[-1]

    yield make
    for door in made:
        door.stop()


@pytest.fixture
def visit(day_browser: Browser, site: Shop, widget: Any) -> Iterator[Callable[..., Page]]:
    """Open the site as somebody new; whatever the page's policy forbids fails the test."""
    contexts, faults = [], []

    def make(path: str = "/", **options: Any) -> Page:
        context = day_browser.new_context(**{"locale": "fr-FR", "viewport": {"width": 1000, "height": 720}} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
        page.goto(site.address + path)
        return page

    yield make
    for context in contexts:
        assert context.cookies() == [], "a widget sets no cookie"
        context.close()
    assert not faults


def begin(page: Page, text: str, name: str = "") -> None:
    page.locator(".launcher").click()
    page.get_by_label("Votre nom").fill(name)
    page.get_by_role("button", name="Commencer la discussion").click()
    write(page, text)


def write(page: Page, text: str) -> None:
    field = page.get_by_label("Votre message")
    field.fill(text)
    field.press("Enter")


def available(page: Page) -> None:
    page.locator(".presence").click()
    page.locator("button[value=available]").first.click()
    expect(page.locator(".presence")).to_contain_text("Disponible")


def test_two_visitors_and_an_agent_talk_at_once(visit: Callable[..., Page], enter: Callable[..., Page], house: House) -> None:
    agent = enter("claire")
    available(agent)
    agent.evaluate("window.sameDocument = true")
    one, two = visit(), visit("/panier")
    begin(one, "Bonjour, où est ma commande ?", "Jeanne Le Bihan")
    expect(agent.locator(".offer")).to_contain_text("Jeanne Le Bihan")
    expect(one.locator(".status")).to_contain_text("dans la file")
    expect(one.locator(".status")).to_contain_text("Moins d’une minute")
    agent.keyboard.press("F8")
    expect(agent.locator("#thread")).to_contain_text("où est ma commande")
    expect(one.locator(".status")).to_contain_text("Claire")
    begin(two, "Et la mienne ?", "Paul Henry")
    expect(agent.locator(".offer")).to_contain_text("Paul Henry")
    reply = agent.locator("form[data-composer=reply] textarea")
    reply.fill("Bonjour Jeanne, elle part aujourd’hui.")
    reply.press("Enter")
    expect(one.locator(".log")).to_contain_text("elle part aujourd’hui")
    expect(agent.locator("#thread .message.us")).to_contain_text("elle part aujourd’hui")
    expect(reply).to_have_value("")
    expect(agent.locator("[data-newer]")).to_be_hidden()
    expect(agent.locator(".chat-strip")).to_contain_text("Lu")
    write(one, "Merci !")
    expect(agent.locator("#thread")).to_contain_text("Merci !")
    expect(one.locator(".log .mine").last).to_contain_text("Lu")
    agent.keyboard.press("Escape")
    agent.locator("body").press("F8")
    expect(agent.locator("#thread")).to_contain_text("Et la mienne")
    assert agent.evaluate("window.sameDocument === true")
    assert "elle part" not in two.locator(".log").inner_text()


def test_nothing_is_lost_nor_doubled_offline_after_a_reload_and_when_the_house_starts_again(
    visit: Callable[..., Page], enter: Callable[..., Page], house: House, second_door: Callable[..., Any], site: Shop
) -> None:
    door = second_door()
    site.house = door.address
    page = visit()
    begin(page, "un", "Jeanne")
    expect(page.locator(".log .mine").last).to_contain_text("Envoyé")
    page.context.set_offline(True)
    write(page, "deux")
    write(page, "trois")
    expect(page.locator(".status")).to_contain_text("Pas de connexion")
    expect(page.locator(".log .mine").last).to_contain_text("Gardé")
    page.context.set_offline(False)
    expect(page.locator(".log .mine").last).to_contain_text("Envoyé")
    door.stop()
    write(page, "quatre")
    expect(page.locator(".log .mine").last).to_contain_text("Gardé")
    page.reload()  # the site is there, the house is not
    door.start()
    page.reload()
    expect(page.locator(".log .mine")).to_have_count(4)
    expect(page.locator(".log .mine").last).to_contain_text("Envoyé")
    assert said(house) == ["un", "deux", "trois", "quatre"]
    agent = enter("claire")
    available(agent)
    expect(agent.locator(".offer")).to_contain_text("Jeanne")
    agent.keyboard.press("F8")
    expect(agent.locator("#thread .message")).to_have_count(4)
    reply = agent.locator("form[data-composer=reply] textarea")
    door.stop()
    reply.fill("cinq")
    reply.press("Enter")
    expect(agent.locator("#thread")).to_contain_text("cinq")
    door.start()
    expect(page.locator(".log")).to_contain_text("cinq")


@pytest.mark.parametrize("widget", [pytest.param(CHOICES, id="choices")], indirect=True)
def test_an_assistant_answers_first_and_an_agent_reads_all_that_was_said(
    visit: Callable[..., Page], enter: Callable[..., Page], house: House
) -> None:
    page = visit()
    page.locator(".launcher").click()
    log, offers = page.locator(".log"), page.get_by_role("group", name="Réponses proposées")
    page.get_by_role("button", name="Discuter avec nous").or_(offers).first.click()
    expect(log).to_contain_text("une machine vous répond, pas une personne")
    expect(offers.get_by_role("button")).to_have_text(
        ["Suivre ma commande", "Changer le jour de livraison", "Autre chose", "Parler à un conseiller"]
    )
    assert AXE.run(page, options=EVERYTHING).response["violations"] == []
    write(page, "je voudrais suivre ma comande")
    expect(log).to_contain_text("Dites-le.")
    expect(page.get_by_label("Votre message")).to_be_enabled()
    page.get_by_role("button", name="Revenir à la question précédente").press("Enter")
    expect(offers).to_contain_text("Changer le jour de livraison")
    page.reload()
    expect(offers).to_contain_text("Suivre ma commande")
    page.context.set_offline(True)
    offers.get_by_role("button", name="Suivre ma commande").click()
    expect(page.locator(".log .mine").last).to_contain_text("Gardé")
    page.context.set_offline(False)
    expect(page.locator(".log .mine").last).to_contain_text("Envoyé")
    for words in ("euh", "je ne sais plus", "vraiment pas"):
        said_before = page.locator(".log .mine").count()
        write(page, words)
        expect(page.locator(".log .mine")).to_have_count(said_before + 1)
        expect(page.locator(".log .mine").last).to_contain_text("Envoyé")
    expect(page.locator(".status")).to_contain_text("dans la file")
    expect(offers).to_be_hidden()
    agent = enter("claire")
    available(agent)
    expect(agent.locator(".offer")).to_be_visible()
    agent.keyboard.press("F8")
    for words in ("une machine vous répond", "suivre ma comande", "Revenir à la question précédente", "vraiment pas"):
        expect(agent.locator("#thread")).to_contain_text(words)
    reply = agent.locator("form[data-composer=reply] textarea")
    reply.fill("Bonjour, je regarde.")
    reply.press("Enter")
    expect(log).to_contain_text("je regarde")
    expect(page.locator(".status")).to_contain_text("Claire")


def test_an_assistant_killed_in_the_middle_goes_on_in_another_process_and_waits_for_a_slow_program(
    visit: Callable[..., Page], house: House, widget: Any, second_door: Callable[..., Any], site: Shop
) -> None:
    with program() as orders:
        orders.seconds = 1.0
        house.asks("commandes", orders.url + "/{numero}", {"statut": "order.steps.0.status"})
        with house.open():
            widget.scenario, widget.asks_name = published(house, tracking("Version un.")), "no"
            widget.save(update_fields=["scenario", "asks_name"])
        door = second_door()
        site.house = door.address
        page = visit()
        page.locator(".launcher").click()
        log, mine = page.locator(".log"), page.locator(".log .mine")
        expect(log).to_contain_text("Dites-le.")  # and no more: the house is killed
        door.stop()
        write(page, "CMD-12345")
        expect(mine.last).to_contain_text("Gardé")
        with house.open():
            published(house, tracking("Version deux."), widget.scenario)
        site.house = house.address  # another process answers now
        page.reload()
        expect(log).to_contain_text("Je regarde.")
        expect(log).to_contain_text("Version un. Votre commande est expédiée.")
        assert said(house)[1:] == ["Version un.", "Dites-le.", "CMD-12345", "Je regarde.",
                                   "Version un. Votre commande est expédiée."]  # fmt: skip
        assert [path for _method, path, _headers, _body in orders.asked] == ["/CMD-12345"]

        orders.answer = "hang"
        other = visit()
        other.locator(".launcher").click()
        expect(other.locator(".log")).to_contain_text("Version deux.")
        write(other, "CMD-54321")
        expect(other.locator(".log")).to_contain_text("Je n’arrive pas à joindre le suivi des commandes.")
        expect(other.locator(".status")).to_contain_text("dans la file")

        # Who floods is told so, in the widget too, and what they wrote waits there.
        flooding = visit()
        flooding.locator(".launcher").click()
        expect(flooding.locator(".log")).to_contain_text("Dites-le.")
        flood(flooding, site, widget)
        write(flooding, "CMD-99999")
        expect(flooding.locator(".status")).to_contain_text("C’est beaucoup à la fois")
        expect(flooding.locator(".log .mine").last).to_contain_text("Envoi…")


def flood(page: Page, site: Shop, widget: Any) -> None:
    """Ask in the visitor's name until the house refuses, for ten seconds at least."""
    token = json.loads(page.evaluate(f"localStorage.getItem('entregent:{widget.id}:token')"))
    body = json.dumps({"token": token, "client": str(uuid4()), "key": "no such choice", "number": 1}).encode()
    while True:
        asked = urllib.request.Request(f"{site.house}/chat/w/{widget.id}/say", body, headers={"Origin": site.address})
        try:
            urllib.request.urlopen(asked, timeout=20).close()
        except urllib.error.HTTPError as refused:
            assert refused.code == 429
            if int(refused.headers["Retry-After"]) > 10:
                return
            time.sleep(0.5)


def test_who_waits_long_is_offered_other_ways_stays_or_is_answered_by_mail(
    visit: Callable[..., Page], house: House, widget: Any
) -> None:
    with house.open():
        widget.offer_after = 1
        widget.save(update_fields=["offer_after"])
    one, two = visit(), visit(viewport={"width": 390, "height": 844}, color_scheme="dark")
    begin(one, "Bonjour, ma box clignote.")
    ways = one.get_by_role("group", name="L’attente est longue. Vous pouvez aussi :")
    expect(ways.get_by_role("button").first).to_be_visible()
    assert AXE.run(one, options=EVERYTHING).response["violations"] == []
    one.get_by_role("button", name="Je préfère attendre").press("Enter")
    expect(ways).to_be_hidden()
    one.reload()
    expect(one.locator(".status")).to_contain_text("dans la file")
    expect(ways).to_be_hidden()

    begin(two, "Ma facture est fausse.")
    ways = two.get_by_role("group", name="L’attente est longue. Vous pouvez aussi :")
    ways.get_by_role("button", name="Laisser un message").click()
    two.get_by_label("Votre adresse e-mail").fill("paul@example.org")
    two.get_by_label("Votre message").fill("Merci de me répondre par mail.")
    two.get_by_role("button", name="Laisser un message").click()
    expect(two.get_by_role("status").first).to_contain_text("Nous avons votre message")
    with house.open():
        from entregent.deflections.models import Deflection

        answers = set(Deflection.objects.filter(brand=house.brand, to="message").values_list("answer", flat=True))
    assert answers == {"refused", "accepted"}


def said(house: House) -> list[str]:
    from entregent.conversations.models import Message

    with house.open():
        return list(Message.objects.filter(brand=house.brand).order_by("at", "id").values_list("text", flat=True))
