"""A mail as agents see it in the conversation: folds, events, cards, pictures, files, and nothing that runs."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.tests.conftest import put, take_in_all
from entregent.channels.mail.tests.corpus import base64_lines, mail
from entregent.channels.mail.tests.corpus.quoted_html import PROGRAMS, SAID
from entregent.conversations.models import Attachment, Message

HEAD = "From: Paul Petit <paul@example.org>\nTo: contact@ponant.example\nSubject: Visite\nMessage-ID: <1@example.org>\n"
PARTS = (
    "--m\nContent-Type: text/plain; charset=utf-8\n\nVoici ma carte et le rendez-vous.\n"
    "--m\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
    "SUMMARY:Visite du technicien\nDTSTART:20261123T090000Z\nDTEND:20261123T103000Z\nLOCATION:12 rue des Lilas\n"
    "END:VEVENT\nEND:VCALENDAR\n"
    "--m\nContent-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:4.0\nFN:Paul Petit\nORG:Lilas SARL\nTEL:+33199001234\nEND:VCARD\n"
    '--m\nContent-Type: application/octet-stream; name="jeu.exe"\nContent-Transfer-Encoding: base64\n\n'
    + base64_lines(b"MZ")
    + "--m--\n"
)
Show = Callable[[bytes], str]


@pytest.fixture
def client(desk: MailAddress, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(desk.brand, "agent"))


@pytest.fixture
def show(client: Client) -> Show:
    """The thread of the conversation that a mail opens."""

    def shown(content: bytes) -> str:
        put(content)
        take_in_all()
        return client.get(reverse("conversations:thread", args=[Message.objects.get().conversation_id])).content.decode()

    return shown


def test_an_invitation_a_card_and_a_refused_file_are_shown_under_the_words(show: Show) -> None:
    page = show(mail(HEAD + "Cc: Ana <ana@example.org>\n" + 'Content-Type: multipart/mixed; boundary="m"\n', PARTS))
    for told in (
        "Invitation", "Visite du technicien", "lundi 23 novembre 2026 de 10:00 à 11:30", "12 rue des Lilas", "Lilas SARL",
        "+33199001234", "jeu.exe", "non conservé", "ana@example.org",
    ):  # fmt: skip
        assert told in page


def test_what_a_mail_quotes_opens_in_its_own_layout_at_its_place(show: Show, client: Client) -> None:
    page = show(mail(HEAD + "Content-Type: text/html; charset=utf-8\n", PROGRAMS["OUTLOOK_WEB"] + "<hr>"))
    assert "data-fold-of-text" in page
    frame = client.get(reverse("conversations:layout", args=[Message.objects.get().id])).content.decode()
    quoted = frame.index('<details class="fold quoted"><summary>Texte cité</summary>')
    assert frame.index('<details class="fold signature"><summary>Signature</summary>') < quoted < frame.index(SAID)


def test_a_picture_inside_the_text_is_shown_from_our_own_address_and_not_listed_as_a_file(show: Show, client: Client) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"p" * 50
    body = (
        '--r\nContent-Type: text/html; charset=utf-8\n\n<p>Voici <img src="cid:photo@x"></p>\n'
        '--r\nContent-Type: image/png; name="photo.png"\nContent-ID: <photo@x>\nContent-Transfer-Encoding: base64\n\n'
        + base64_lines(picture)
        + "--r--\n"
    )
    page = show(mail(HEAD + 'Content-Type: multipart/related; boundary="r"\n', body))
    frame = client.get(reverse("conversations:layout", args=[Message.objects.get().id]))
    source = f"/files/{Attachment.objects.get().file_id}/photo.png?inline=1"
    assert f'src="{source}"' in frame.content.decode()
    assert "img-src 'self'" in frame["Content-Security-Policy"]
    served = client.get(source)
    assert (b"".join(served), served["Content-Type"]) == (picture, "image/png")
    assert 'class="attachment"' not in page


def test_what_a_customer_writes_in_an_event_or_a_card_is_text(show: Show) -> None:
    torn = PARTS.replace("Visite du technicien", "<script>alert(1)</script>").replace("Lilas SARL", "<img src=x onerror=y>")
    page = show(mail(HEAD + 'Content-Type: multipart/mixed; boundary="m"\n', torn))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_number_of_a_card_is_masked_in_an_event_too(show: Show) -> None:
    page = show(
        mail(
            HEAD + 'Content-Type: multipart/mixed; boundary="m"\n',
            PARTS.replace("Visite du technicien", "Payer 4111 1111 1111 1111"),
        )
    )
    assert "Payer [PAN ••••1111]" in page
