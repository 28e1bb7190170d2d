"""The walk of the README, on real parts: a mail by SMTP rings, is answered, arrives at the customer's, who writes again.

``entregent serve`` runs everything on the demonstration, as a newcomer meets it: Claire has work in hand, something rings
already. What is sent goes to the letterbox, a mail server of its own.
"""

import mailbox
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from entregent.demo.staff import PASSWORD
from tests.serving import House, answers, free_port, serving, wait_for

PATIENCE = 30_000  # milliseconds: the machine may be busy with other tests
CONTACT = "contact@ponant.example"


@pytest.fixture
def letterbox(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The mail server of the customers: its port, and where it keeps their mails."""
    port, folder = free_port(), tmp_path / "letterbox"
    command = [sys.executable, "-m", "entregent.config.cli", "letterbox", "--port", str(port)]
    process = subprocess.Popen(command, env={"ENTREGENT_LETTERBOX": str(folder), "ENTREGENT_DATA": str(tmp_path)})
    try:
        wait_for(lambda: answers(port), 30)
        yield port, folder
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def house(letterbox: tuple[int, Path], untouched: Path) -> Iterator[House]:
    """Everything that ``entregent serve`` starts, with the demonstration in it."""
    relay = {"ENTREGENT_SMTP_HOST": "127.0.0.1", "ENTREGENT_SMTP_PORT": str(letterbox[0])}
    with tempfile.TemporaryDirectory(prefix="house") as name, serving(Path(name), untouched, **relay) as made:
        subprocess.run(
            [sys.executable, "-m", "entregent.config.cli", "demo", "--size", "small"],
            env=made.environment, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        yield made


def send(house: House, id: str, text: str, *, answering: EmailMessage | None = None) -> None:
    """As a customer's program does, by the real port."""
    message = EmailMessage()
    message["From"], message["To"] = "Jeanne Le Bihan <jeanne@example.org>", f"Mutuelle Ponant <{CONTACT}>"
    message["Subject"], message["Message-ID"] = "Ma carte", f"<{id}@example.org>"
    if answering is not None:
        message.replace_header("Subject", f"Re: {answering['Subject']}")
        message["In-Reply-To"] = answering["Message-ID"]
        message["References"] = f"{answering['References']} {answering['Message-ID']}"
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", house.mail, timeout=20) as server:
        server.send_message(message)


def letters(folder: Path, words: str) -> list[EmailMessage]:
    """What the customers have received with these words in it."""
    box = mailbox.Maildir(folder, factory=None, create=False)
    received = [message_from_bytes(box.get_bytes(key), policy=default) for key in sorted(box.keys())]
    return [one for one in received if words in one.get_body(("plain",)).get_content()]


def signed_in(page: Page, house: House) -> None:
    page.goto(f"http://127.0.0.1:{house.web}/accounts/login/")
    page.fill("input[name=login]", "claire@altiphone.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"http://127.0.0.1:{house.web}/")
    page.locator(".presence").click()
    page.locator("button[value=available]").first.click()
    expect(page.locator(".presence")).to_contain_text("Disponible")


def answer(page: Page, text: str) -> None:
    reply = page.locator("form[data-composer=reply] textarea")
    reply.fill(text)
    reply.press("Control+Enter")
    expect(page.locator("#thread .message.us").last).to_contain_text(text)


def test_a_mail_rings_is_answered_arrives_and_is_answered_again_without_a_reload(
    house: House, letterbox: tuple[int, Path], chromium: Browser
) -> None:
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    try:
        signed_in(page, house)
        page.evaluate("window.sameDocument = true")

        expect(page.locator(".offer")).to_be_visible()
        page.keyboard.press("F8")
        answer(page, "Bonjour, nous nous en occupons.")
        wait_for(lambda: bool(letters(letterbox[1], "nous nous en occupons")), 30)

        send(house, "carte-1", "Bonjour, où est ma carte ?")
        expect(page.locator(".offer")).to_contain_text("Jeanne Le Bihan")
        page.keyboard.press("F8")
        expect(page.locator("#thread")).to_contain_text("où est ma carte")
        answer(page, "Bonjour Madame, elle part aujourd’hui.")

        # Outside business hours an acknowledgement goes before it.
        wait_for(lambda: bool(letters(letterbox[1], "elle part aujourd’hui")), 30)
        (letter,) = letters(letterbox[1], "elle part aujourd’hui")
        assert letter["To"].addresses[0].addr_spec == "jeanne@example.org"
        assert parseaddr(letter["From"]) == ("Mutuelle Ponant", CONTACT)
        assert letter["In-Reply-To"] == "<carte-1@example.org>"
        assert "<carte-1@example.org>" in letter["References"]
        assert letter["Subject"].startswith("Re: Ma carte")

        page.locator("body").press("h")
        expect(page.locator("#dialog")).to_contain_text("Première réponse après")
        page.keyboard.press("Escape")

        send(house, "carte-2", "Merci ! Et celle de mon mari ?", answering=letter)
        expect(page.locator("#thread")).to_contain_text("celle de mon mari")
        expect(page.locator("#thread .message:not(.us)")).to_have_count(2)
        assert page.evaluate("window.sameDocument === true")
        assert house.shell(COUNT).split() == ["1", "2"]
    finally:
        context.close()


COUNT = """
from entregent.conversations.models import Message
from entregent.tickets.models import Ticket
hers = Ticket.objects.filter(person__handles__value="jeanne@example.org")
print(hers.count(), Message.objects.filter(conversation__ticket__in=hers, kind="in").count())
"""
