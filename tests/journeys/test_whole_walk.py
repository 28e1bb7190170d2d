"""The walk of the README, on real parts: a mail by SMTP rings, is answered, arrives at the customer's, who writes again.

``entregent serve`` runs everything; what it sends goes to the letterbox, a mail server of its own.
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

from tests.serving import PASSWORD, WORLD, House, answers, free_port, serving, wait_for

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
def house(letterbox: tuple[int, Path]) -> Iterator[House]:
    """Everything that ``entregent serve`` starts, with a brand, a queue and an agent."""
    relay = {"ENTREGENT_SMTP_HOST": "127.0.0.1", "ENTREGENT_SMTP_PORT": str(letterbox[0])}
    with tempfile.TemporaryDirectory(prefix="house") as name, serving(Path(name), **relay) as made:
        made.shell(WORLD)
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


def letters(folder: Path) -> list[EmailMessage]:
    """What the customers have received."""
    box = mailbox.Maildir(folder, factory=None, create=False)
    return [message_from_bytes(box.get_bytes(key), policy=default) for key in sorted(box.keys())]


def signed_in(page: Page, house: House) -> None:
    page.goto(f"http://127.0.0.1:{house.web}/accounts/login/")
    page.fill("input[name=login]", "claire@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"http://127.0.0.1:{house.web}/")
    page.locator(".presence").click()
    page.locator("button[value=available]").first.click()
    expect(page.locator(".presence")).to_contain_text("Disponible")


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

        send(house, "carte-1", "Bonjour, où est ma carte ?")
        expect(page.locator(".offer")).to_contain_text("Jeanne Le Bihan")
        page.keyboard.press("F8")
        expect(page.locator("#thread")).to_contain_text("où est ma carte")

        reply = page.locator("form[data-composer=reply] textarea")
        reply.fill("Bonjour Madame, elle part aujourd’hui.")
        reply.press("Control+Enter")
        expect(page.locator("#thread .message.us")).to_contain_text("elle part aujourd’hui")

        wait_for(lambda: len(letters(letterbox[1])) == 1, 30)
        (letter,) = letters(letterbox[1])
        assert parseaddr(letter["From"]) == ("Mutuelle Ponant", CONTACT)
        assert letter["To"].addresses[0].addr_spec == "jeanne@example.org"
        assert letter["In-Reply-To"] == "<carte-1@example.org>"
        assert "<carte-1@example.org>" in letter["References"]
        assert letter["Subject"].startswith("Re: Ma carte")
        assert "elle part aujourd’hui" in letter.get_body(("plain",)).get_content()

        page.locator("body").press("h")
        expect(page.locator("#dialog")).to_contain_text("Première réponse après")
        page.keyboard.press("Escape")

        send(house, "carte-2", "Merci ! Et celle de mon mari ?", answering=letter)
        expect(page.locator("#thread")).to_contain_text("celle de mon mari")
        expect(page.locator("#thread .message")).to_have_count(3)
        assert page.evaluate("window.sameDocument === true")
        assert house.shell(COUNT).split() == ["1", "3"]
    finally:
        context.close()


COUNT = """
from entregent.conversations.models import Message
from entregent.tickets.models import Ticket
print(Ticket.objects.count(), Message.objects.count())
"""
