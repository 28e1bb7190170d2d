"""What we send arrives in the letterbox; the customer's pen writes real mails."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.demo.letterbox.letters import letters
from entregent.demo.letterbox.sink import Keeper


@pytest.fixture
def post_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Controller]:
    """The sink, on a port of its own; the pages look where it keeps, and customers write to it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keeper(tmp_path / "letterbox"), hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("ENTREGENT_LETTERBOX", str(tmp_path / "letterbox"))
    monkeypatch.setenv("ENTREGENT_MAIL_PORT", str(port))
    yield controller
    controller.stop()


def answer(port: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "contact@ponant.example", "odile@example.org", "Votre remboursement"
    mail["Message-ID"] = "<one@ponant.example>"
    mail.set_content("Bonjour Odile,\n\nC’est fait.")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(mail)


def test_letters_are_read_and_answered_as_the_customer(
    post_office: Controller, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client], tmp_path: Path
) -> None:
    answer(post_office.port)
    [letter] = letters(tmp_path / "letterbox")
    assert (letter.to, letter.mail.subject) == ("odile@example.org", "Votre remboursement")
    client = visit(make_staff(brand))
    page = client.get("/letterbox/").content.decode()
    assert "C’est fait." in page
    posted = client.post(
        "/letterbox/write/",
        {"letter": letter.key, "sender": "odile@example.org", "to": "contact@ponant.example", "subject": "Re", "text": "Merci"},
    )
    assert posted.status_code == 302
    sent = letters(tmp_path / "letterbox")
    assert {one.mail.in_reply_to for one in sent} == {None, letter.mail.message_id}


def test_without_a_letterbox_there_is_no_page_and_nobody_enters_unsigned(
    brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENTREGENT_LETTERBOX", raising=False)
    assert visit(make_staff(brand)).get("/letterbox/").status_code == 404
    assert visit(None).get("/letterbox/").status_code == 302


def test_a_header_cannot_be_slipped_in(
    post_office: Controller, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client], tmp_path: Path
) -> None:
    fields = {"sender": "a@example.org", "to": "b@example.org", "subject": "x\nBcc: c@example.org", "text": "y"}
    assert visit(make_staff(brand)).post("/letterbox/write/", fields).status_code in (302, 422)
    assert all("bcc" not in letter.mail.headers for letter in letters(tmp_path / "letterbox"))
