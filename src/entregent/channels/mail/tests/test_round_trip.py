"""A customer writes, an agent answers, the customer answers back: through real SMTP in both directions."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default

import pytest

from entregent.access.models import Staff
from entregent.brands.scope import visible
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.tests.conftest import CONTACT, Door, World, answer, letter
from entregent.conversations.content import Upload
from entregent.conversations.models import Message
from entregent.tickets.models import Ticket


def test_the_whole_way_there_and_back(lived: MailAddress, door: Door, world: World, channel: MailChannel, agent: Staff) -> None:
    lived.signature = "Mutuelle Ponant\n01 99 00 12 34"
    with visible([lived.brand_id]):
        lived.save()
    door.deliver(letter("Bonjour,\n\noù en est mon dossier ?\n"))
    assert door.take_in() == 1
    with visible([lived.brand_id]):
        ticket = Ticket.objects.get()
        assert (ticket.title, ticket.person.full_name) == ("Remboursement de mes lentilles", "Hélène Le Goff")

    written = answer(
        lived,
        agent,
        "Bonjour Hélène,\n\nvotre dossier est réglé.",
        files=(Upload("relevé.pdf", "application/pdf", b"%PDF-1.4"),),
    )
    [(envelope_sender, recipients, raw)] = world.mails
    assert (envelope_sender, recipients) == (CONTACT, ["helene@example.org"])
    mail = message_from_bytes(raw, policy=default)
    assert mail["From"] == "Mutuelle Ponant <contact@ponant.example>"
    assert mail["To"] == "helene@example.org"
    assert (
        str(make_header(decode_header(mail["Subject"])))
        == f"Re: Remboursement de mes lentilles [#PON-{ticket.opened_at.year}-000001]"
    )
    assert mail["In-Reply-To"] == "<premier@example.org>"
    assert mail["References"] == "<premier@example.org>"
    assert "Auto-Submitted" not in mail
    assert [part.get_filename() for part in mail.iter_attachments()] == ["relevé.pdf"]
    body = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert body.startswith("Bonjour Hélène,\n\nvotre dossier est réglé.\n\n-- \nMutuelle Ponant\n01 99 00 12 34\n\nLe ")
    assert "helene@example.org a écrit :\n> Bonjour,\n>\n> où en est mon dossier ?" in body.replace("\u202f", " ")
    with visible([lived.brand_id]):
        written.refresh_from_db()
        assert (written.delivery, written.external_id) == ("sent", mail["Message-ID"])

    quoted = "\n".join(f"> {line}" for line in body.splitlines())
    door.deliver(
        letter(
            f"Merci beaucoup !\n\nLe 20 novembre 2026 à 17:50, Mutuelle Ponant <{CONTACT}> a écrit :\n{quoted}\n",
            Message_ID="<second@example.org>",
            In_Reply_To=mail["Message-ID"],
            References=f"<premier@example.org> {mail['Message-ID']}",
        )
    )  # fmt: skip
    assert door.take_in() == 1
    with visible([lived.brand_id]):
        ticket = Ticket.objects.get()
        assert ticket.status == "open"
        last = Message.objects.order_by("at").last()
        assert last.text == "Merci beaucoup !"
        assert "votre dossier est réglé" in last.quoted
    assert set(RawMail.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize("kept", ["references", "subject", "quoted"])
def test_the_answer_finds_its_ticket_by_whatever_the_customers_program_kept(
    kept: str, lived: MailAddress, door: Door, world: World, channel: MailChannel, agent: Staff
) -> None:
    door.deliver(letter("Bonjour\n"))
    door.take_in()
    answer(lived, agent, "Bonjour Hélène")
    sent = message_from_bytes(world.mails[0][2], policy=default)
    headers = {"Message_ID": "<second@example.org>", "Subject": "Autre chose"}
    text = "Merci\n"
    if kept == "references":
        headers["References"] = sent["Message-ID"]
    elif kept == "subject":
        headers["Subject"] = str(sent["Subject"])
    else:
        text += "\n" + sent.get_body(("plain",)).get_content()
    door.deliver(letter(text, **headers))
    door.take_in()
    with visible([lived.brand_id]):
        assert Ticket.objects.count() == 1


def test_a_reference_guessed_by_a_stranger_opens_another_ticket(lived: MailAddress, door: Door) -> None:
    door.deliver(letter("Bonjour\n"))
    door.take_in()
    with visible([lived.brand_id]):
        year = Ticket.objects.get().opened_at.year
    guessed = letter("Donnez-moi tout\n", Message_ID="<autre@example.org>", Subject=f"Re: [#PON-{year}-000001]")
    door.deliver(guessed.replace(b"helene@example.org", b"curieux@example.org"), sender="curieux@example.org")
    door.take_in()
    with visible([lived.brand_id]):
        assert Ticket.objects.count() == 2


def test_sent_twice_it_is_the_same_mail(
    lived: MailAddress, door: Door, world: World, channel: MailChannel, agent: Staff
) -> None:
    door.deliver(letter("Bonjour\n"))
    door.take_in()
    written = answer(lived, agent, "Bonjour Hélène")
    with visible([lived.brand_id]):
        channel.prepare(Message.objects.select_related("conversation", "brand").get(id=written.id))()
    first, second = (raw for _, _, raw in world.mails)
    assert first == second
