"""A customer at home, in a real browser, at a desk in the light and on a telephone in the dark: from a mailed link on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from entregent.callbacks.models import Callback, Offering
from entregent.channels.chat.actions import save_widget
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.mail.models import MailAddress
from entregent.conversations.content import Content
from entregent.demo.letterbox.letters import letters
from entregent.journal.models import Event
from entregent.people.models import Consent, Person, Preference
from entregent.portal.actions import begin_session
from entregent.portal.models import Account, Portal
from entregent.rights.models import RightRequest
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket
from tests.journeys.day.conftest import PATIENCE, House
from tests.serving import wait_for

PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light"}


@pytest.fixture
def visitor(day_browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody whom nobody knows yet; faults of scripts, of the server and of the content policy fail the test."""
    contexts, faults = [], []

    def make(**options: object) -> Page:
        context = day_browser.new_context(locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and faults.append(f"{answer.status} {answer.url}"))
        page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def link_of(letterbox: Path, mail: str) -> str:
    """The link that came by mail."""
    found: list[str] = []

    def came() -> bool:
        for one in letters(letterbox):
            if mail in one.to:
                found.extend(re.findall(r"https?://\S+/entrer/[\w-]{43}/", one.mail.text))
        return bool(found)

    wait_for(came, PATIENCE / 1000)
    return found[0]


@pytest.mark.parametrize("seen", [DESK, PHONE], ids=["desk", "telephone"])
def test_a_customer_enters_by_a_mailed_link_and_finds_all_that_is_hers(
    house: House, visitor: Callable[..., Page], letterbox: Path, seen: dict[str, object]
) -> None:
    with house.open():
        Portal.objects.create(brand=house.brand, open=True)
        MailAddress.objects.create(brand=house.brand, address=f"contact@ponant-{house.number}.example", queue=house.queue)
        Offering.objects.create(brand=house.brand, queue=house.queue)
    mail = f"helene.{house.number}@example.org"
    ticket = house.customer_writes("Quand serai-je remboursée ?", mail=mail)
    page, home = visitor(**seen), f"{house.address}/espace/{house.brand.slug}/"

    page.goto(home)
    page.get_by_label("Votre adresse e-mail").first.fill(mail)
    page.get_by_role("button", name="Recevoir mon lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos e-mails")
    page.goto(link_of(letterbox, mail))
    page.get_by_role("button", name="Entrer dans mon espace").click()

    page.get_by_role("link", name="Remboursement").click()
    page.get_by_label("Votre message").fill("J’ai oublié : <script>alert(1)</script> voici le décompte.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".portal-thread .mine").last).to_contain_text("<script>alert(1)</script> voici le décompte.")
    with house.open():
        tickets.reply(ticket.id, Content(text="Le virement part demain."), staff=house.staff["claire"], now=timezone.now())
    expect(page.locator(".portal-thread .ours")).to_contain_text("Le virement part demain.")
    expect(page.locator("#arrived")).to_have_text("Une réponse est arrivée.")
    page.get_by_role("button", name="C’est réglé").click()
    expect(page.locator("#thread [role=status]")).to_contain_text("Réglée")

    page.goto(f"{home}consentements/")
    page.get_by_role("button", name="Accepter : Actualités et offres, E-mail").click()
    page.get_by_role("button", name="Refuser : Actualités et offres, E-mail").click()
    expect(page.get_by_role("button", name="Accepter : Actualités et offres, E-mail")).to_be_visible()

    page.goto(f"{home}droits/")
    page.get_by_label("Voir toutes mes données").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".portal-steps .next")).to_contain_text("au plus tard")

    page.goto(f"{home}preferences/")
    page.get_by_role("combobox", name="Comment vous contacter").select_option(label="par téléphone")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vous l’avez dit")).to_be_visible()
    forget = page.get_by_role("button", name="Oublier ce qui a été appris : Comment vous contacter")
    forget.click()
    expect(forget).to_have_count(0)

    page.goto(f"{home}rappel/")
    page.get_by_label("À quel numéro ?").fill("06 39 98 01 02")
    page.get_by_label("Dès que possible").check()
    page.get_by_role("button", name="Réserver").click()
    expect(page.locator("#waiting")).to_be_visible()

    with house.open():
        person = Person.objects.get(id=ticket.person_id)
        assert Ticket.objects.get(id=ticket.id).status == "resolved"
        assert [one.revoked_at is not None for one in Consent.objects.filter(person=person)] == [True]
        assert RightRequest.objects.get(person=person).right == "access"
        assert Preference.objects.get(person=person, source="person").value == "phone"
        assert Callback.objects.get(person=person).phone == "+33639980102"
        told = set(Event.objects.filter(person=person.id, actor=f"person:{person.id}").values_list("kind", flat=True))
        assert {"ticket.resolved", "person.consent_revoked", "right.asked", "person.preference_said", "callback.booked"} <= told

    other = visitor(**seen)
    other.goto(link_of(letterbox, mail))
    expect(other.get_by_text("déjà servi")).to_be_visible()


def test_who_entered_chats_from_where_they_are_and_is_known(house: House, visitor: Callable[..., Page]) -> None:
    mail = f"yann.{house.number}@example.org"
    ticket = house.customer_writes("Où en est mon dossier ?", mail=mail)
    with house.open():
        now = timezone.now()
        portal = Portal.objects.create(brand=house.brand, open=True)
        widget = Widget(brand=house.brand, name="Site", queue=house.queue)
        save_widget(widget, by=house.staff["awa"], now=now)
        dated = {"created_at": now, "entered_at": now}
        account = Account.objects.create(brand=portal.brand, person_id=ticket.person_id, mail=mail, **dated)
        key = begin_session(account, "link", device="Firefox", now=now).key
    page, path = visitor(**PHONE), f"/espace/{house.brand.slug}/"
    wait_for(lambda: page.request.get(f"{house.address}/chat/w/{widget.id}/setup").ok, PATIENCE / 1000)  # known in seconds
    page.context.add_cookies([{"name": "espace", "value": key, "domain": "127.0.0.1", "path": path}])
    page.goto(f"{house.address}{path}demandes/{ticket.id}/")
    page.get_by_role("navigation").get_by_role("button", name="Discuter").click()
    page.locator("#entregent").get_by_label("Votre message").fill("Je préfère vous parler.")
    page.keyboard.press("Enter")
    expect(page.locator(".log .mine")).to_contain_text("Envoyé")
    with house.open():
        chat = Chat.objects.get()
        assert chat.ticket.person_id == ticket.person_id and chat.visitor.subject == f"mail:{mail}"
