"""Quarantine, addresses and bodies, as administrators and agents see them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.mail.models import MailAddress, Mailbox, RawMail
from entregent.channels.mail.sealing import unseal
from entregent.channels.mail.tests.conftest import CONTACT, open_desk, put, take_in_all
from entregent.channels.mail.wording import subject_of
from entregent.conversations.models import Message
from entregent.tickets.models import Ticket

Visit = Callable[[Staff | None], Client]
SPAM = b"From: A <a@example.org>\r\nSubject: Offre\r\nX-Spam-Flag: YES\r\nMessage-ID: <1@x>\r\n\r\nAchetez\r\n"


@pytest.fixture
def administrator(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand, "administrator", name="Awa Diop")


def test_a_mail_in_quarantine_is_read_replayed_and_becomes_a_ticket(
    desk: MailAddress, administrator: Staff, visit: Visit
) -> None:
    raw = put(SPAM)
    take_in_all()
    client = visit(administrator)
    page = client.get(reverse("mail:quarantine"))
    assert page.status_code == 200
    assert "indésirable" in page.content.decode()
    assert "<b>Offre</b>" in page.content.decode()
    download = client.get(reverse("mail:raw", args=[raw.id]))
    assert download.content == SPAM
    assert download["Content-Type"].startswith("text/plain")
    assert "attachment" in download["Content-Disposition"]
    assert client.post(reverse("mail:replay", args=[raw.id])).status_code == 302
    take_in_all()
    assert Ticket.objects.get().title == "Offre"
    assert AuditEntry.objects.filter(what="mail.replayed").exists()
    assert client.post(reverse("mail:replay", args=[raw.id])).status_code == 404


def test_a_discarded_mail_is_gone_from_quarantine(desk: MailAddress, administrator: Staff, visit: Visit) -> None:
    raw = put(SPAM)
    take_in_all()
    visit(administrator).post(reverse("mail:discard", args=[raw.id]))
    raw.refresh_from_db()
    assert (raw.state, raw.reason) == ("ignored", "discarded")


def test_agents_and_other_brands_administrators_never_see_it(
    desk: MailAddress, other_brand: Brand, make_staff: Callable[..., Staff], brand: Brand, visit: Visit
) -> None:
    raw = put(SPAM)
    take_in_all()
    with visible([other_brand.id]):
        open_desk(other_brand, "contact@armor.example")
    stranger = visit(make_staff(other_brand, "administrator", name="Yann Kerleo"))
    assert str(raw.id) not in stranger.get(reverse("mail:quarantine")).content.decode()
    for name in ("raw", "replay", "discard"):
        answer = stranger.get if name == "raw" else stranger.post
        assert answer(reverse(f"mail:{name}", args=[raw.id])).status_code == 404
    agent = visit(make_staff(brand, "agent", name="Claire Morvan"))
    assert agent.get(reverse("mail:quarantine")).status_code == 403
    assert visit(None).get(reverse("mail:quarantine")).status_code == 302


@pytest.mark.parametrize("page", ["quarantine", "addresses"])
def test_lists_ask_as_much_for_three_rows_as_for_one(
    page: str, desk: MailAddress, brand: Brand, administrator: Staff, visit: Visit
) -> None:
    client = visit(administrator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"mail:{page}")).status_code == 200
        return len(queries)

    def add(number: int) -> None:
        put(SPAM.replace(b"<1@x>", b"<%d@x>" % number))
        address = MailAddress.objects.create(brand=brand, address=f"a{number}@ponant.example", queue=desk.queue)
        Mailbox.objects.create(brand=brand, address=address, host="imap.example", login=f"a{number}", password="env:X")
        take_in_all()

    add(1)
    once = asked()
    add(2)
    add(3)
    assert asked() == once


def test_an_address_is_added_changed_and_never_given_to_two_brands(
    brand: Brand, other_brand: Brand, make_staff: Callable[..., Staff], visit: Visit
) -> None:
    with visible([brand.id, other_brand.id]):
        both = make_staff([brand, other_brand], "administrator", name="Awa Diop")
        client = visit(both)
        fields = {"brand": brand.id, "address": "Aide@Ponant.example", "auto_reply": "off", "active": "on"}
        assert client.post(reverse("mail:new_address"), fields).status_code == 302
        saved = MailAddress.objects.get()
        assert saved.address == "aide@ponant.example"
        again = client.post(reverse("mail:new_address"), fields | {"brand": other_brand.id, "address": "aide@ponant.example"})
        assert again.status_code == 422
        assert client.post(reverse("mail:address", args=[saved.id]), fields | {"display_name": "Aide"}).status_code == 302
        saved.refresh_from_db()
        assert saved.display_name == "Aide"
        entry = AuditEntry.objects.filter(what="settings.changed").get()
        assert entry.data["changed"] == {"display_name": ["", "Aide"]}


def test_the_password_of_a_mailbox_is_sealed_kept_and_never_shown(
    desk: MailAddress, administrator: Staff, visit: Visit
) -> None:
    client = visit(administrator)
    fields = {
        "address": desk.id, "host": "imap.example", "port": 993, "security": "tls", "login": CONTACT, "folder": "INBOX",
        "poll_seconds": 60, "active": "on",
    }  # fmt: skip
    assert client.post(reverse("mail:new_mailbox"), fields).status_code == 422
    assert client.post(reverse("mail:new_mailbox"), fields | {"secret": "Motdepasse-1"}).status_code == 302
    mailbox = Mailbox.objects.get()
    assert "Motdepasse" not in mailbox.password
    assert unseal(mailbox.password) == "Motdepasse-1"
    assert "Motdepasse" not in client.get(reverse("mail:mailbox", args=[mailbox.id])).content.decode()
    assert client.post(reverse("mail:mailbox", args=[mailbox.id]), fields | {"folder": "Courrier"}).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.folder, unseal(mailbox.password)) == ("Courrier", "Motdepasse-1")
    assert "Motdepasse" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_a_body_is_shown_without_anything_that_runs_and_its_remote_images_only_when_asked_for(
    desk: MailAddress, brand: Brand, make_staff: Callable[..., Staff], visit: Visit, now: datetime
) -> None:
    put(
        b"From: A <a@example.org>\r\nSubject: Photo\r\nMessage-ID: <1@x>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b'<p onclick="x()">Voici<script>alert(1)</script> <img src="https://pisteur.example/1.gif" alt="p"></p>'
    )
    take_in_all()
    message = Message.objects.get()
    assert message.extra["blocked_images"] == 1
    client = visit(make_staff(brand, "agent"))
    shown = client.get(reverse("conversations:layout", args=[message.id]))
    text = shown.content.decode()
    assert "<script" not in text
    assert "onclick" not in text
    assert ' src="https://pisteur.example' not in text
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "img-src 'self'; " in shown["Content-Security-Policy"]
    assert "allow-scripts" not in shown["Content-Security-Policy"]
    asked = client.get(reverse("conversations:layout", args=[message.id]), {"images": "1"})
    assert ' src="https://pisteur.example/1.gif"' in asked.content.decode()
    assert "img-src 'self' https: http:; " in asked["Content-Security-Policy"]


def test_the_body_of_another_brands_message_does_not_exist(
    desk: MailAddress, other_brand: Brand, make_staff: Callable[..., Staff], visit: Visit
) -> None:
    put(SPAM.replace(b"X-Spam-Flag: YES", b"Content-Type: text/html").replace(b"Achetez", b"<p>Achetez</p>"))
    take_in_all()
    message = Message.objects.get()
    stranger = visit(make_staff(other_brand, "administrator", name="Yann Kerleo"))
    assert stranger.get(reverse("conversations:layout", args=[message.id])).status_code == 404
    assert RawMail.objects.get().state == "done"


@pytest.mark.parametrize(
    ("beginning", "subject"),
    [
        (b"Subject: =?utf-8?q?R=C3=A9clamation?=\r\n\r\nx", "Réclamation"),
        (b"Subject: Carte 4111 1111 1111 1111\n\nx", "Carte [PAN ••••1111]"),
        (b"From: a@example.org\r\n\r\nSubject: dans le corps", ""),
        (b"\x00\xff\xfe", ""),
        (b"", ""),
    ],
)
def test_the_subject_of_a_mail_that_could_not_be_read_is_told_if_there_is_one(beginning: bytes, subject: str) -> None:
    assert subject_of(beginning) == subject


def test_a_selector_without_its_key_is_refused_when_it_is_set_not_when_answers_stay_unsent(
    desk: MailAddress, administrator: Staff, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREGENT_DKIM_KEYS", str(tmp_path))
    fields = {
        "brand": desk.brand_id, "address": CONTACT, "auto_reply": "off", "active": "on", "dkim_selectors": "k1",
        "display_name": "Mutuelle\r\nBcc: voleur@example.org",
    }  # fmt: skip
    client, page = visit(administrator), reverse("mail:address", args=[desk.id])
    assert "clé privée manque" in client.post(page, fields).content.decode()
    (tmp_path / "k1.ponant.example.pem").write_text("pas une clé")
    assert client.post(page, fields).status_code == 422
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (tmp_path / "k1.ponant.example.pem").write_bytes(pem)
    assert client.post(page, fields).status_code == 302
    desk.refresh_from_db()
    assert (desk.dkim_selectors, desk.display_name) == ("k1", "Mutuelle Bcc: voleur@example.org")
