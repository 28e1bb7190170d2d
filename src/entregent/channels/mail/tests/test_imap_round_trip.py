"""The whole way by real servers: the customer's mailbox, a mailbox of ours on a Dovecot, the agent, the relay, and back."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.scope import visible
from entregent.channels.mail.intake.imap import Reader, mailbox_of
from entregent.channels.mail.models import MailAddress, Mailbox, RawMail
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.sealing import seal
from entregent.channels.mail.tests.conftest import CONTACT, World, answer, letter, take_in_all
from entregent.channels.mail.tests.dovecot import PASSWORD, Dovecot
from entregent.conversations.content import Upload
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.tickets.models import Ticket

OURS, THEIRS = "contact-rt", "helene-rt"


@pytest.fixture
def box(lived: MailAddress, dovecot: Dovecot) -> Mailbox:
    """Our mailbox: the address's mails are fetched there."""
    dovecot.client(OURS).logout()
    with visible([lived.brand_id]):
        return Mailbox.objects.create(
            brand_id=lived.brand_id, address=lived, host="127.0.0.1", port=dovecot.port, security="none", login=OURS,
            password=seal(PASSWORD), takes_old=True,
        )  # fmt: skip


def fetch(box: Mailbox) -> int:
    """What the mail process does: read the mailbox, then take in."""
    reader = Reader(mailbox_of(box.id), lambda: None)
    with reader.connected() as client:
        reader.read(client)
    return take_in_all()


def arrived(world: World, dovecot: Dovecot) -> EmailMessage:
    """The relay carries the last mail that it took to the customer's server; the customer opens it there."""
    (_, recipients, raw) = world.mails[-1]
    assert recipients == ["helene@example.org"]
    dovecot.put(raw, user=THEIRS)
    return message_from_bytes(dovecot.read(THEIRS)[-1], policy=default)


def replied_to(mail: EmailMessage, text: str) -> bytes:
    """The answer that a customer's program makes of a mail (RFC 5322 section 3.6.4)."""
    body = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    quoted = "".join(f"> {line}\n" for line in body.splitlines())
    return letter(
        f"{text}\n\nLe ven. 20 nov. 2026 à 17:50, Mutuelle Ponant <{CONTACT}> a écrit :\n\n{quoted}",
        Message_ID="<second@example.org>",
        Subject=str(make_header(decode_header(mail["Subject"]))),
        In_Reply_To=mail["Message-ID"],
        References=f"{mail['References']} {mail['Message-ID']}",
    )


def test_from_the_customers_mailbox_to_the_agent_and_back(
    lived: MailAddress, box: Mailbox, dovecot: Dovecot, world: World, channel: MailChannel, agent: Staff
) -> None:
    with visible([lived.brand_id]):
        MailAddress.objects.update(signature="Mutuelle Ponant\n01 99 00 12 34")
    dovecot.put(letter("Bonjour,\n\noù en est mon dossier ?\n", References="<avant@example.org>"), user=OURS)
    assert fetch(box) == 1
    assert RawMail.objects.get().via == "imap"
    with visible([lived.brand_id]):
        ticket = Ticket.objects.get()
        assert (ticket.title, ticket.person.full_name) == ("Remboursement de mes lentilles", "Hélène Le Goff")

    written = answer(
        lived, agent, "Bonjour Hélène,\n\nvotre dossier est réglé.",
        files=(Upload("relevé.pdf", "application/pdf", b"%PDF-1.4"),),
    )  # fmt: skip
    mail = arrived(world, dovecot)
    year = ticket.opened_at.year
    assert str(mail["From"]) == f"Mutuelle Ponant <{CONTACT}>"
    assert str(mail["To"]) == "helene@example.org"
    assert str(make_header(decode_header(mail["Subject"]))) == f"Re: Remboursement de mes lentilles [#PON-{year}-000001]"
    assert mail["In-Reply-To"] == "<premier@example.org>"
    assert str(mail["References"]).split() == ["<avant@example.org>", "<premier@example.org>"]
    assert re.fullmatch(r"<e\.[a-z2-7.]+@e[0-9a-f]{8}\.ponant\.example>", mail["Message-ID"])
    assert abs((parsedate_to_datetime(mail["Date"]) - timezone.now()).total_seconds()) < 600
    assert (mail["MIME-Version"], mail["Auto-Submitted"], mail["Bcc"], mail["Reply-To"]) == ("1.0", None, None, None)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["relevé.pdf"]
    body = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert body.startswith("Bonjour Hélène,\n\nvotre dossier est réglé.\n\n-- \nMutuelle Ponant\n01 99 00 12 34\n")
    assert "> où en est mon dossier ?" in body
    with visible([lived.brand_id]):
        written.refresh_from_db()
        assert (written.delivery, written.external_id) == ("sent", mail["Message-ID"])
        assert Event.objects.filter(kind="ticket.answered", subject=ticket.id).exists()

    dovecot.put(replied_to(mail, "Merci beaucoup !"), user=OURS)
    assert fetch(box) == 1
    with visible([lived.brand_id]):
        ticket = Ticket.objects.get()
        assert ticket.status == "open"
        last = Message.objects.order_by("at").last()
        assert (last.text, "votre dossier est réglé" in last.quoted) == ("Merci beaucoup !", True)

    answer(lived, agent, "Avec plaisir.")
    again = arrived(world, dovecot)
    assert again["In-Reply-To"] == "<second@example.org>"
    assert again["Subject"] == mail["Subject"]
    assert [mail["Message-ID"], "<second@example.org>"] == str(again["References"]).split()[-2:]
    assert set(RawMail.objects.values_list("state", flat=True)) == {"done"}
