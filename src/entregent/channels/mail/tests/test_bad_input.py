"""Bad input through the real SMTP port: its sender is answered, it finds its place, nothing is lost, the next mail passes.

What needs no port is beside: hostile HTML in ``test_html``, megabytes built to be slow in ``test_parse_fuzz``, the envelope
of ten thousand recipients in ``test_server``, header values of every kind in ``test_build``.
"""

import errno
import io
import os
import smtplib
import socket
import zipfile
from base64 import encodebytes
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.scope import visible
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.taking.contents import MAX_FILES
from entregent.channels.mail.tests.conftest import CONTACT, Door, World, answer, letter
from entregent.channels.mail.tests.corpus import mail
from entregent.conversations.content import Upload
from entregent.conversations.models import Attachment, Message
from entregent.files.queries import read
from entregent.tickets.models import Ticket

HEAD = "From: Paul Petit <paul@example.org>\nTo: contact@ponant.example\nSubject: Facture\nMessage-ID: <1@example.org>\n"
MEGABYTE = 1024 * 1024


def enclosing(name: str, content_type: str, data: bytes) -> bytes:
    """A mail with one attachment."""
    head = HEAD + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="m"\n'
    top = f'--m\nContent-Type: text/plain\n\nCi-joint.\n--m\nContent-Type: {content_type}; name="{name}"\n'
    body = (top + "Content-Transfer-Encoding: base64\n\n").encode() + encodebytes(data) + b"--m--\n"
    return mail(head, body)


def received(door: Door, lived: MailAddress, content: bytes) -> Message:
    """The message that a mail becomes; one sent after it passes too, and the bytes stay as they came."""
    door.deliver(content)
    door.deliver(letter("Le suivant\n", Message_ID="<suivant@example.org>"), sender="helene@example.org")
    assert door.take_in() == 2
    raw = RawMail.objects.order_by("received_at").first()
    assert raw.state == "done", raw.reason
    assert bytes(raw.content).rstrip() == content.rstrip()
    with visible([lived.brand_id]):
        assert Message.objects.filter(text="Le suivant").exists()
        return Message.objects.get(id=raw.message)


def quarantined(door: Door, lived: MailAddress, content: bytes, reason: str) -> None:
    """A mail that nobody can read waits for an administrator, whole; the one after it passes."""
    door.deliver(content)
    door.deliver(letter("Le suivant\n", Message_ID="<suivant@example.org>"))
    assert door.take_in() == 2
    raw = RawMail.objects.order_by("received_at").first()
    assert (raw.state, raw.reason) == ("quarantined", reason)
    assert bytes(raw.content).rstrip() == content.rstrip()
    with visible([lived.brand_id]):
        assert Message.objects.get().text == "Le suivant"


@pytest.mark.parametrize(
    "body",
    [
        "--m\nContent-Type: text/plain\n\nBonjour, la suite est cou",
        "--autre\n\nBonjour, sous une autre borne\n--autre--\n",
        "--m\nContent-Type: text/plain; charset=\nContent-Transfer-Encoding: x-rien\n\nBonjour\n--m--\n",
        "--m\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nQm9uam91ciE!!\n--m--\n",
        "--m\n\n--m\n\nBonjour\n--m--\n--m--\n",
    ],
    ids=["no closing boundary", "another boundary", "unknown encoding", "torn base64", "boundaries in disorder"],
)
def test_broken_mime_is_read_as_far_as_it_goes(body: str, door: Door, lived: MailAddress) -> None:
    message = received(door, lived, mail(HEAD + "Content-Type: multipart/mixed; boundary=m\n", body))
    assert "Bonjour" in message.text


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("", "cp1252"),
        ("", "utf-8"),
        ("Content-Type: text/plain\n", "cp1252"),
        ("Content-Type: text/plain; charset=utf-8\n", "cp1252"),
        ("Content-Type: text/plain; charset=iso-8859-1\n", "utf-8"),
        ("Content-Type: text/plain; charset=us-ascii\n", "utf-8"),
        ("Content-Type: text/plain; charset=x-klingon\n", "utf-8"),
        ('Content-Type: text/plain; charset="utf-8\'; DROP TABLE x"\n', "utf-8"),
    ],
)
def test_absent_and_lying_charsets_are_repaired(header: str, charset: str, door: Door, lived: MailAddress) -> None:
    message = received(door, lived, mail(HEAD + header, "Été à Nîmes : 50 € remboursés", charset))
    assert message.text == "Été à Nîmes : 50 € remboursés"


def test_of_ten_thousand_recipients_in_the_header_two_hundred_are_kept_and_the_others_counted(
    door: Door, lived: MailAddress, agent: Staff
) -> None:
    others = ",\n ".join(f"Client {number} <client{number}@example.org>" for number in range(10_000))
    message = received(door, lived, mail(HEAD + f"Cc: {others}\n", "Bonjour à tous"))
    assert len(message.extra["cc"]) == 200
    assert message.extra["more_recipients"] == 9_800
    client = Client()
    client.force_login(agent)
    page = client.get(reverse("conversations:thread", args=[message.conversation_id])).content.decode()
    assert "client2@example.org et 9997 autres" in page.replace("\u202f", "").replace("\xa0", "")


def test_an_attachment_of_thirty_megabytes_is_refused_at_the_door_with_its_reason(door: Door) -> None:
    large = enclosing("plan.pdf", "application/pdf", b"%PDF" + bytes(30 * MEGABYTE))
    with pytest.raises(smtplib.SMTPException) as refused:
        door.deliver(large)
    code, told = (
        next(iter(refused.value.recipients.values())) if hasattr(refused.value, "recipients") else refused.value.args[:2]
    )
    assert code == 552
    assert b"size" in told.lower()
    assert not RawMail.objects.exists()


def test_an_attachment_of_twenty_megabytes_comes_whole(door: Door, lived: MailAddress) -> None:
    data = b"%PDF" + bytes(range(256)) * (20 * MEGABYTE // 256)
    message = received(door, lived, enclosing("plan.pdf", "application/pdf", data))
    with visible([lived.brand_id]):
        assert read(Attachment.objects.select_related("file").get(message=message).file) == data


def zipped(*inside: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in inside:
            archive.writestr(name, data)
    return made.getvalue()


def test_an_archive_in_an_archive_stays_closed_and_is_given_back_as_a_download(
    door: Door, lived: MailAddress, agent: Staff
) -> None:
    data = zipped(("fond.exe", b"MZ"))
    for depth in range(20):
        data = zipped((f"{depth}.zip", data))
    message = received(door, lived, enclosing("poupees.zip", "application/zip", data))
    with visible([lived.brand_id]):
        attached = Attachment.objects.select_related("file").get(message=message)
        assert (attached.file.size, read(attached.file)) == (len(data), data)
    client = Client()
    client.force_login(agent)
    served = client.get(reverse("files:download", args=[attached.file_id, attached.file.name]), {"inline": "1"})
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"


def test_a_zip_bomb_takes_the_room_of_its_bytes_and_no_more(door: Door, lived: MailAddress) -> None:
    layer = zipped(*((f"{number}", bytes(20 * MEGABYTE)) for number in range(5)))
    bomb = zipped(*((f"{number}.zip", layer) for number in range(50)))
    assert len(bomb) < MEGABYTE
    message = received(door, lived, enclosing("bombe.zip", "application/zip", bomb))
    with visible([lived.brand_id]):
        assert Attachment.objects.select_related("file").get(message=message).file.size == len(bomb)


def test_scripts_in_html_never_reach_an_agent(door: Door, lived: MailAddress, agent: Staff) -> None:
    body = (
        '<p onclick="vol()">Bonjour</p><script>vol()</script><img src=x onerror=vol()><svg onload=vol()><iframe src="//x">'
        '</iframe><a href="javascript:vol()">lien</a><table><tr><td>ok</td></tr></table>'
    )
    message = received(door, lived, mail(HEAD + "Content-Type: text/html; charset=utf-8\n", body))
    client = Client()
    client.force_login(agent)
    for address in (
        reverse("conversations:thread", args=[message.conversation_id]),
        reverse("conversations:layout", args=[message.id]),
    ):
        assert "vol()" not in client.get(address).content.decode()


INJECTED = "=?utf-8?q?a=0D=0ABcc:_voleur=40example.org=0D=0A=0D=0Acorps?="


def test_nothing_of_a_mail_can_add_a_header_to_our_answer(
    door: Door, lived: MailAddress, world: World, channel: MailChannel, agent: Staff
) -> None:
    head = (
        f'From: "{INJECTED}" <paul@example.org>\nReply-To: {INJECTED} <paul@example.org>\nTo: contact@ponant.example\n'
        f"Subject: {INJECTED}\nMessage-ID: <a\x0bb@example.org>\nReferences: <x@example.org>\x0d<y@example.org> {INJECTED}\n"
        "Date: Fri, 20 Nov 2026 10:00:00 +0100\n"
    )
    door.deliver(mail(head, "Bonjour\r\nBcc: voleur@example.org"), sender="paul@example.org")
    door.take_in()
    files = (Upload('a\r\nBcc: voleur@example.org".pdf', "application/pdf\r\nBcc: voleur@example.org", b"%PDF"),)
    answer(lived, agent, "Voici\r\n.\r\nMAIL FROM:<voleur@example.org>\r\n", files=files)
    [(sender, recipients, raw)] = world.mails
    assert (sender, recipients) == (CONTACT, ["paul@example.org"])
    sent = message_from_bytes(raw, policy=default)
    assert {name.lower() for name in sent} <= {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "x-entregent-loop", "mime-version",
        "content-type",
    }  # fmt: skip
    assert "voleur" not in str(sent["To"]) + str(sent["From"])
    assert [part["Bcc"] for part in sent.walk()] == [None] * len(list(sent.walk()))


@pytest.mark.parametrize("id", ["<é@example.org>", "<" + "a" * 280 + "@example.org>", "pas un identifiant", "<<>>", ""])
def test_a_mail_with_any_message_id_can_be_answered(
    id: str, door: Door, lived: MailAddress, world: World, channel: MailChannel, agent: Staff
) -> None:
    door.deliver(mail(HEAD.replace("<1@example.org>", id), "Bonjour"))
    door.take_in()
    answer(lived, agent, "Voici")
    sent = message_from_bytes(world.mails[0][2], policy=default)
    assert sent["In-Reply-To"] == (id if len(id) > 280 else None)


def test_a_name_of_the_brand_on_two_lines_is_refused_whole_not_sent_torn(
    door: Door, lived: MailAddress, world: World, channel: MailChannel, agent: Staff
) -> None:
    door.deliver(letter("Bonjour\n"))
    door.take_in()
    with visible([lived.brand_id]):
        MailAddress.objects.update(display_name="Ponant\r\nBcc: voleur@example.org")
    written = answer(lived, agent, "Voici")
    assert world.mails == []
    with visible([lived.brand_id]):
        written.refresh_from_db()
        assert (written.delivery, written.error) == ("failed", "From: a line break or control character is not allowed")


def test_a_mail_cut_in_the_middle_of_data_leaves_nothing_and_comes_whole_the_next_time(door: Door) -> None:
    whole = letter("Bonjour\n" * 1_000)
    for cut in (b"", whole[:50], whole[:4_000], whole + b"\r\n.\r"):
        with socket.create_connection(("127.0.0.1", door.port), 10) as line:
            told = line.makefile("rb")
            for said in (b"HELO x", b"MAIL FROM:<a@example.org>", f"RCPT TO:<{CONTACT}>".encode(), b"DATA"):
                told.readline()
                line.sendall(said + b"\r\n")
            assert told.readline().startswith(b"354")
            line.sendall(cut)
    assert not RawMail.objects.exists()
    door.deliver(whole)
    assert door.take_in() == 1


GARBAGE = (
    b"From: H\xe9l\xe8ne <helene@example.org>\r\nSubject: R\xe9clamation n\xb0 12 \xf0\x9f\r\nX-Rien: \xff\xff\x00\x01\r\n"
    b"To: \xc3\xa9t\xc3\xa9 <contact@ponant.example>\r\nMessage-ID: <8@example.org>\r\nDate: hier \xe0 midi\r\n"
)


def test_headers_of_eight_bit_garbage_are_read(door: Door, lived: MailAddress) -> None:
    message = received(door, lived, GARBAGE + b"\r\nBonjour\r\n")
    assert message.text == "Bonjour"
    with visible([lived.brand_id]):
        ticket = Ticket.objects.select_related("person").get(conversation=message.conversation_id)
        assert ticket.title.startswith("Réclamation n° 12")
        assert ticket.person.full_name == "Hélène"


def test_a_line_that_is_no_header_begins_the_text_so_that_nothing_is_lost(door: Door, lived: MailAddress) -> None:
    message = received(door, lived, GARBAGE + b"\xff\xfe rien\r\nX-Suite: ici\r\n\r\nBonjour\r\n")
    assert message.text.endswith("X-Suite: ici\n\nBonjour")


def test_a_mail_in_a_mail_a_hundred_times_is_one_attachment(door: Door, lived: MailAddress) -> None:
    inner = "Subject: fond\n\nfond\n"
    for depth in range(100):
        inner = f"Subject: {depth}\nContent-Type: message/rfc822\n\n{inner}"
    body = f"--m\nContent-Type: text/plain\n\nBonjour\n--m\nContent-Type: message/rfc822\n\n{inner}\n--m--\n"
    message = received(door, lived, mail(HEAD + "Content-Type: multipart/mixed; boundary=m\n", body))
    assert message.text == "Bonjour"
    with visible([lived.brand_id]):
        attached = Attachment.objects.select_related("file").get(message=message)
        assert b"Subject: 99" in read(attached.file)


def test_a_multipart_in_a_multipart_a_hundred_times_waits_in_quarantine(door: Door, lived: MailAddress) -> None:
    body = "".join(f'--{n}\nContent-Type: multipart/mixed; boundary="{n + 1}"\n\n' for n in range(100))
    quarantined(door, lived, mail(HEAD + 'Content-Type: multipart/mixed; boundary="0"\n', body), "unreadable:too-deep")


def parts(number: int) -> bytes:
    body = "--m\nContent-Type: text/plain\n\nBonjour\n" + "".join(
        f'--m\nContent-Type: application/pdf; name="{n}.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n'
        for n in range(number)
    )
    return mail(HEAD + "Content-Type: multipart/mixed; boundary=m\n", body + "--m--\n")


def test_of_nearly_a_thousand_parts_a_hundred_are_kept_and_the_agent_is_told(
    door: Door, lived: MailAddress, agent: Staff
) -> None:
    message = received(door, lived, parts(990))
    with visible([lived.brand_id]):
        assert Attachment.objects.filter(message=message).count() == MAX_FILES
    client = Client()
    client.force_login(agent)
    page = client.get(reverse("conversations:thread", args=[message.conversation_id])).content.decode()
    assert "100.pdf" in page
    assert "et 887 autres non conservés" in page


def test_a_thousand_parts_and_more_wait_in_quarantine(door: Door, lived: MailAddress) -> None:
    quarantined(door, lived, parts(1_001), "unreadable:too-many-parts")


def test_when_an_attachment_finds_no_room_the_next_sender_is_told_to_come_back_and_nothing_is_lost(
    door: Door, lived: MailAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    door.deliver(enclosing("a.pdf", "application/pdf", b"%PDF"))
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        door.take_in()
    with pytest.raises(smtplib.SMTPDataError) as put_off:
        door.deliver(letter("Bonjour\n"))
    assert put_off.value.smtp_code == 452
    raw = RawMail.objects.get()
    assert (raw.state, raw.reason) == ("waiting", "storage-full")
    monkeypatch.setattr(door.room, "_full_until", 0.0)
    RawMail.objects.update(not_before=None)
    door.deliver(letter("Bonjour\n"))
    assert door.take_in() == 2
    with visible([lived.brand_id]):
        assert Attachment.objects.count() == 1
