"""Every page of the product and every dialog, against WCAG 2.1 AA by axe, in both themes, at a desk and on a telephone."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import look, look_again
from tests.journeys.conftest import PASSWORD, House, sign_in
from tests.journeys.test_signing_in import enter_code

MEANT = {"/access/welcome/over/": 410, "/no-such-page/": 404, "/aide/ponant/nulle-part/": 404,
         "/guide/ponant/nulle-part/": 404, "/espace/ponant/entrer/x/": 410}  # fmt: skip
NOBODY = ["/accounts/login/", "/accounts/password/reset/", "{welcome}", "/access/welcome/over/", "/no-such-page/"]
DAY = [
    "/",
    "/desk/ticket/{ticket}/",
    "/tickets/?view=open",
    "/tickets/?q=zzzz",
    "/tickets/tasks/",
    "/supervision/",
    "/supervision/waiting/",
    "/voice/listening/",
    "/voice/listening/register/",
]
PERSONS = ["/people/", "/people/?q=zzzz", "/people/new/", "/people/organisations/", "/people/organisations/new/",
           "/people/duplicates/", "/people/tags/", "/people/imports/", "/people/imports/{uploaded}/",
           "/people/imports/{writing}/", "/people/imports/{done}/"]  # fmt: skip
STUDIO = ["/studio/", "/studio/brands/", "/studio/brands/new/", "/studio/staff/", "/studio/staff/new/", "/studio/shifts/",
          "/studio/matrix/", "/studio/calendars/", "/studio/calendars/new/", "/studio/reasons/tree/", "/studio/keys/",
          "/studio/dispositions/tree/", "/studio/audit/", "/studio/pauses/new/", "/studio/fields/new/"]  # fmt: skip
MAIL = ["/mail/addresses/", "/mail/addresses/new", "/mail/addresses/{address}", "/mail/mailboxes/new",
        "/mail/mailboxes/{mailbox}", "/mail/quarantine/", "/webhooks/", "/webhooks/{endpoint}/"]  # fmt: skip
VOICE = ["/voice/settings/", "/voice/settings/trunks/new", "/voice/settings/trunks/{trunk}", "/voice/settings/numbers/new",
         "/voice/settings/numbers/{line}", "/voice/settings/telephones/new", "/voice/settings/telephones/{device}",
         "/voice/calls/", "/voice/calls/owed/", "/voice/calls/sources/", "/tracking/", "/tracking/sources/new",
         "/voice/recording/", "/voice/recording/{brand}/", "/voice/waiting/",
         "/voice/waiting/{queue}/", "/sms/",
         "/sms/{brand}/"]  # fmt: skip
CHAT = ["/chat/widgets/", "/chat/widgets/new", "/chat/widgets/{widget}", "/widget/preview/{widget}/", "/chat/blocked/",
        "/desk/ticket/{chat}/"]  # fmt: skip
HELP = ["/aide/ponant/", "/aide/ponant/remboursements/",
        "/aide/ponant/remboursements/en-combien-de-temps-suis-je-rembourse/", "/aide/ponant/recherche/?q=carte+perdu",
        "/aide/ponant/recherche/?q=zzzz", "/aide/ponant/nulle-part/", "/aide/edelmatt/de/"]  # fmt: skip
KNOWLEDGE = ["/savoir/sites/?brand=ponant", "/savoir/sites/?brand=armor", "/savoir/sites/figures/?brand=ponant",
             "/savoir/sites/figures/?brand=armor", "/savoir/{article}/"]  # fmt: skip
SPEECH = ["/speech/", "/speech/?brand=ponant&language=en"]
UNDERSTANDING = ["/understanding/", "/understanding/labelling/", "/understanding/report/", "/understanding/{intent}/"]
SCENARIOS = ["/scenarios/", "/scenarios/{scenario}/", "/scenarios/{scenario}/?node=horaires",
             "/scenarios/{scenario}/?node=menu", "/scenarios/{scenario}/try/", "/scenarios/{scenario}/figures/",
             "/scenarios/{scenario}/versions/", "/scenarios/{scenario}/page/", "/guide/ponant/",
             "/guide/ponant/accueil/", "/guide/ponant/nulle-part/"]  # fmt: skip
SPACES = ["/studio/spaces/", "/studio/spaces/{brand}/", "/rights/", "/rights/?list=answered"]
DOOR = ["/espace/ponant/entrer/", "/espace/ponant/entrer/x/"]
SPACE = [f"/espace/ponant/{one}" for one in (
    "", "?liste=reglees", "demandes/nouvelle/", "demandes/{asked}/", "demandes/{right}/", "rappel/", "rappel/{callback}/",
    "aide/", "aide/?q=carte+perdu", "aide/{public}/", "moi/", "preferences/", "consentements/", "droits/", "securite/",
)]  # fmt: skip
ACCOUNT = ["/access/profile/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
           "/accounts/2fa/webauthn/add/", "/accounts/sessions/", "/accounts/logout/", "/accounts/reauthenticate/",
           "/glossaire/", "/api/problems"]  # fmt: skip
"""Not /api/docs: what it shows is drawn by Swagger UI, in pale colours (color-contrast), buttons inside buttons
(nested-interactive)."""
WITH_CODES = ["/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/",
              "/accounts/2fa/totp/deactivate/", "/accounts/2fa/reauthenticate/"]  # fmt: skip

DIALOGS = [f"/tickets/{{ticket}}/{one}/" for one in ("history", "edit", "tasks", "merge", "merges", "split", "child")]
DIALOGS += ["/routing/why/{item}/", "/routing/board/{queue}/", "/routing/agents/{staff}/", "/routing/agents/away/"]
SHELVES = ["brands", "staff", "calendars", "queues", "canned", "skills", "promises", "pauses", "sites", "teams", "capacities",
           "shifts"]  # fmt: skip

OPEN = """address => {
  const button = document.createElement('button')
  button.hidden = true
  button.setAttribute('hx-get', address)
  button.setAttribute('hx-target', '#dialog')
  document.body.append(button)
  htmx.process(button)
  button.click()
}"""

SEED = """
import json
from django.utils import timezone
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from entregent.access.actions import invite
from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat.actions import block
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.mail.models import MailAddress, Mailbox, RawMail
from entregent.channels.voice.models import Device, Number
from entregent.knowledge.models import Article
from entregent.people.actions import receive_import
from entregent.callbacks.models import Callback
from entregent.demo.at_home import MAIL
from entregent.people.models import CustomField
from entregent.portal.actions import begin_session
from entregent.portal.models import Account
from entregent.portal.queries import opened_by
from entregent.rights.models import RightRequest
from entregent.routing.models import Offer, PauseReason, Queue
from entregent.scenarios.models import Scenario
from entregent.tickets.models import Reason, Ticket
from entregent.understanding.models import Intent
from entregent.webhooks.actions import create_endpoint
from entregent.webhooks.models import Delivery
now = timezone.now()
brand = Brand.objects.get(slug="ponant")
with visible([brand.id]):
    solene = Staff.objects.get(email="solene@altiphone.example")
    offer = Offer.objects.filter(brand=brand).order_by("-offered_at").first()
    ticket = Ticket.objects.filter(brand=brand, status="open", merged_into=None).first()
    address = MailAddress.objects.filter(brand=brand).first()
    box = Mailbox.objects.create(brand=brand, address=address, host="imap.example.org", login="contact", password="env:BOX")
    RawMail.objects.create(received_at=now, via="smtp", sender="jeanne@example.org", recipients=[address.address],
                           content=b"x", size=1, digest="0" * 64, state="quarantined", reason="parse")
    endpoint = create_endpoint(brand.id, "Boutique", "https://example.org/hook", [], now=now, actor="system:test")
    for event, (state, status) in enumerate((("succeeded", 200), ("failed", 500), ("pending", None))):
        Delivery.objects.create(brand=brand, endpoint=endpoint, event=event, kind="ticket.opened", state=state,
                                status=status, created_at=now)
    number = Number.objects.get(brand=brand)
    table = "Nom;Courriel\\nMorin;morin@example.org\\n".encode()
    files = {}
    for state in ("uploaded", "writing", "done"):
        files[state] = receive_import(brand.id, f"{state}.csv", table, by=solene.id, now=now)
    for state in ("writing", "done"):
        file = files[state]
        file.state, file.total, file.checked, file.done, file.refused = state, 100, 100, 40, 2
        file.report = [[3, "Courriel", "nobody"], [7, "Nom", "cells"]]
        file.save()
    CustomField.objects.get_or_create(brand=brand, thing="person", key="contrat", defaults={"label": "Contrat"})
    chats = Chat.objects.filter(brand=brand, score__gt=0).order_by("begun_at")
    block(chats[0].visitor, network=False, ticket=None, by=solene, now=now)
    nadia = Staff.objects.create_user("nadia.codes@altiphone.example", PASSWORD, name="Nadia Roy")
    Membership.objects.create(staff=nadia, of_brand=brand, role="agent")
    secret = generate_totp_secret()
    TOTP.activate(nadia, secret)
    RecoveryCodes.activate(nadia)
    welcome = invite(brand, "nina.roy@altiphone.example", "Nina Roy", "agent", now=now, by=solene)[1]
    jeanne = opened_by(brand.id, MAIL).person
    account = Account.objects.create(brand=brand, person_id=jeanne, mail=MAIL, created_at=now, entered_at=now)
    space = begin_session(account, "link", device="Firefox", now=now).key
    print(json.dumps({
        "space": space, "brand": str(brand.id), "callback": str(Callback.objects.get(person=jeanne).id),
        "asked": str(Ticket.objects.get(person=jeanne, status="pending").id),
        "right": str(RightRequest.objects.get(person=jeanne, answered_at=None).ticket_id),
        "public": str(Article.objects.filter(brand=brand, audience="public", live=True).first().public_id),
        "line": str(number.id), "trunk": str(number.trunk_id), "device": str(Device.objects.get(user="claire").id),
        "welcome": f"/access/welcome/{welcome}/", "ticket": str(ticket.id), "item": str(offer.item_id),
        "staff": str(offer.staff_id), "queue": str(ticket.queue_id), "address": str(address.id), "mailbox": str(box.id),
        "scenario": str(Scenario.objects.get(brand=brand, slug="accueil").id),
        "article": str(Article.objects.filter(brand=brand, audience="internal").first().public_id),
        "intent": str(Intent.objects.filter(brand=brand).first().id), "endpoint": str(endpoint.id),
        "widget": str(Widget.objects.get(brand=brand).id), "chat": str(chats[1].ticket_id),
        "secret": secret, "reason": str(Reason.objects.filter(brand=brand).first().id),
    } | {name: str(file.id) for name, file in files.items()}))
"""


@pytest.fixture(scope="module")
def ids(house: House) -> dict[str, str]:
    """What the demonstration lacks: an endpoint, imports, an invitation, someone with a second factor; and the ids of some."""
    command = [sys.executable, "-m", "entregent.config.cli", "manage", "shell", "--verbosity", "0", "--command"]
    code = SEED.replace("PASSWORD", repr(PASSWORD))
    told = subprocess.run([*command, code], env=house.environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def findings(page: Page, addresses: list[str], ids: dict[str, str]) -> str:
    """All that is wrong with these pages, one a line."""
    return "\n".join(one for each in addresses for one in look(page, each.format(**ids), meant=MEANT.get(each, 200)))


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        (None, NOBODY), (None, HELP), ("youssef", KNOWLEDGE), ("youssef", DAY), ("solene", PERSONS), ("solene", STUDIO),
        ("solene", MAIL), ("solene", UNDERSTANDING + SPEECH), ("solene", CHAT), ("solene", SCENARIOS), ("claire", ACCOUNT),
        (None, DOOR), ("solene", SPACES), ("solene", VOICE),
    ],
    ids=["entrance", "help", "knowledge", "day", "persons", "studio", "mail", "understanding", "chat", "scenarios", "account",
         "door", "spaces", "voice"],
)  # fmt: skip
def test_pages_have_no_grave_finding(
    entering: Callable[..., Page], ids: dict[str, str], who: str | None, addresses: list[str]
) -> None:
    assert findings(entering(who), addresses, ids) == ""


@pytest.mark.parametrize(
    ("shelf", "more"),
    [
        ("/people/", ["edit/", "merge/"]),
        ("/people/organisations/", ["edit/"]),
        *((f"/studio/{shelf}/", []) for shelf in SHELVES),
    ],
)
def test_the_page_of_one_thing_has_no_grave_finding(entering: Callable[..., Page], shelf: str, more: list[str]) -> None:
    page = entering("solene")
    page.goto(shelf)
    address = page.locator("a.main-link").first.get_attribute("href")
    assert findings(page, [f"{address}{there}" for there in ("", *more)], {}) == ""


def test_the_edit_of_a_reason_and_of_a_field_have_no_grave_finding(entering: Callable[..., Page], ids: dict[str, str]) -> None:
    page = entering("solene")
    page.goto("/studio/fields/")
    field = page.locator("a.main-link").first.get_attribute("href")
    assert findings(page, ["/studio/reasons/{reason}/", str(field)], ids) == ""


def test_the_pages_of_a_space_have_no_grave_finding(entering: Callable[..., Page], ids: dict[str, str]) -> None:
    page = entering(None)
    page.context.add_cookies([{"name": "espace", "value": ids["space"], "domain": "127.0.0.1", "path": "/espace/ponant/"}])
    assert findings(page, SPACE, ids) == ""


def test_the_widget_on_a_site_has_no_grave_finding_and_a_visitor_writes_in_it(entering: Callable[..., Page]) -> None:
    page = entering(None)
    found = look(page, "/boutique/armor/")
    page.get_by_role("button", name="Ouvrir la discussion").click()
    found += look_again(page, "home")
    page.get_by_role("button", name="Être rappelé").click()
    found += look_again(page, "callback")
    page.get_by_role("button", name="Retour").click()
    page.get_by_role("button", name="Discuter avec nous").click()
    found += look_again(page, "before")
    page.get_by_role("button", name="Commencer la discussion").click()
    page.get_by_label("Votre message").fill("Bonjour, où est ma carte ?")
    page.keyboard.press("Enter")
    expect(page.locator(".status")).to_contain_text("dans la file")
    expect(page.locator(".log .mine")).to_contain_text("Envoyé")
    found += look_again(page, "chat")
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Terminer la conversation").click()
    expect(page.get_by_role("button", name="Écrire à nouveau")).to_be_visible()
    found += look_again(page, "ended")
    assert found == []


def test_dialogs_have_no_grave_finding(entering: Callable[..., Page], ids: dict[str, str]) -> None:
    page, found = entering("youssef"), []
    page.goto(f"/desk/ticket/{ids['ticket']}/")
    page.locator("form[data-composer=reply] textarea").wait_for()
    page.on("response", lambda answer: answer.status >= 400 and found.append(f"{answer.status} {answer.url}"))
    for address in DIALOGS:
        page.evaluate(OPEN, address.format(**ids))
        expect(page.locator("#dialog[open]"), f"{address} {found}").to_be_visible()
        found += look_again(page, address)
        page.keyboard.press("Escape")
        expect(page.locator("#dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("car")
    expect(page.locator("[role=listbox] [role=option]").first).to_be_visible()
    found += look_again(page, "the palette")
    assert not found, "\n".join(found)


def test_the_pages_of_a_second_factor_have_no_grave_finding(entering: Callable[..., Page], ids: dict[str, str]) -> None:
    page = entering(None)
    sign_in(page, "nadia.codes")
    found = look_again(page, "the page of the code")
    enter_code(page, ids["secret"], "Se connecter")
    assert found == []
    assert findings(page, WITH_CODES, ids) == ""


def test_what_is_refused_or_missing_says_so_in_french(entering: Callable[..., Page]) -> None:
    page = entering("claire")
    refused = page.goto("/people/imports/")
    assert refused is not None and refused.status == 403
    assert page.get_by_role("heading", level=1).inner_text() == "Votre rôle ne le permet pas"
    missing = page.goto("/people/01890000-0000-7000-8000-000000000000/")
    assert missing is not None and missing.status == 404
    assert look(page, "/people/imports/", meant=403) == []
