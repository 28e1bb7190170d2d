from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entregent.channels.mail.parse import Limits, Reason, Unparseable, parse_mail
from entregent.channels.mail.tests import corpus


def test_the_head_of_a_usual_mail() -> None:
    parsed = parse_mail(corpus.GMAIL_REPLY)
    assert parsed.message_id == "<abc123@mail.example.org>"
    assert parsed.in_reply_to == "<e.one@altiphone.invalid>"
    assert parsed.references == ("<first@example.org>", "<e.one@altiphone.invalid>")
    assert parsed.subject == "Panne à Lille — dossier 12"
    assert parsed.sender is not None
    assert (parsed.sender.name, parsed.sender.address) == ("Anaïs Martin", "anais.martin@example.org")
    assert [a.address for a in parsed.to.addresses] == ["contact@altiphone.invalid"]
    assert parsed.date == datetime(2025, 1, 6, 9, 12, tzinfo=UTC)


def test_both_versions_of_an_alternative_are_kept() -> None:
    parsed = parse_mail(corpus.GMAIL_REPLY)
    assert parsed.text.startswith("Merci, cela fonctionne à nouveau.\n")
    assert '<div dir="ltr" class="gmail_attr">Le lun. 6 janv. 2025 à 09:58' in parsed.html
    assert parsed.attachments == ()


def test_an_image_shown_by_the_html_is_inline() -> None:
    (image,) = parse_mail(corpus.OUTLOOK_REPLY).attachments
    assert (image.filename, image.content_type, image.inline) == ("image001.png", "image/png", True)
    assert image.content_id == "image001.png@01DB.AB"
    assert image.data.startswith(b"\x89PNG")


def test_html_around_a_picture_is_joined() -> None:
    parsed = parse_mail(corpus.APPLE_MIXED)
    assert parsed.text == "Voici la photo et la suite."
    assert "Voici la photo" in parsed.html
    assert "et la suite" in parsed.html
    assert [(a.filename, a.inline) for a in parsed.attachments] == [("photo.jpg", False)]


def test_html_alone_gives_its_text() -> None:
    text = parse_mail(corpus.YAHOO_HTML).text
    assert text.startswith("Je voudrais résilier.")
    assert "Le lundi 6 janvier 2025 à 09:58:00 UTC+1, Service a écrit :" in text


def test_flowed_lines_are_joined() -> None:
    text = parse_mail(corpus.THUNDERBIRD_REPLY).text
    assert "clignote encore, ce qui me semble anormal.\n" in text
    assert "> Bonjour,\n> avez-vous redémarré ?\n" in text
    assert "\n-- \nAnaïs Martin\n12 rue" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NO_CHARSET_LATIN", "Réclamation n° 12 : 50 € à rembourser"),
        ("NO_CHARSET_UTF8", "Réclamation n° 12 : 50 € à rembourser"),
        ("LYING_LATIN", "Réclamation : 50 € à rembourser"),
        ("LYING_UTF8", "Réclamation : 50 € à rembourser"),
        ("UNKNOWN_CHARSET", "Réclamation à traiter"),
        ("DANGEROUS_CHARSET", "\\x41 é"),
        ("NO_CLOSING_BOUNDARY", "Coupé en plein vol, à la fin"),
        ("TORN_BASE64", "Bonjour à tous et merci"),
    ],
)
def test_torn_and_lying_bodies_are_repaired(name: str, expected: str) -> None:
    assert parse_mail(corpus.ALL[name]).text.strip() == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("WRONG_BOUNDARY", "sous une autre borne"), ("NO_BOUNDARY", "Texte sans borne")]
)
def test_a_multipart_without_its_boundary_is_read_as_text(name: str, expected: str) -> None:
    assert expected in parse_mail(corpus.ALL[name]).text


def test_a_cut_utf8_text_stays_utf8() -> None:
    raw = corpus.mail(corpus.USUAL + "Content-Type: text/plain; charset=utf-8\n", "Été à Nîmes, déjà là".encode()[:-1])
    assert parse_mail(raw).text == "Été à Nîmes, déjà l\ufffd"


def test_an_encoded_line_break_cannot_enter_the_subject() -> None:
    assert parse_mail(corpus.HEADER_INJECTION).subject == "Bonjour Bcc: victime@example.org"


def test_a_long_subject_is_cut() -> None:
    raw = corpus.mail("From: a@example.org\nSubject: " + "très long " * 5_000, "x")
    subject = parse_mail(raw).subject
    assert len(subject) <= 500
    assert subject.endswith("…")


def test_ten_thousand_recipients_are_counted_not_kept() -> None:
    to = parse_mail(corpus.MANY_RECIPIENTS).to
    assert (len(to.addresses), to.total) == (200, 10_000)
    assert to.addresses[1].name == "Client 1"


def test_recipients_past_the_bytes_we_read_are_counted_too() -> None:
    recipients = ", ".join(f'"{"nom " * 80}" <client{n}@example.org>' for n in range(1_000))
    to = parse_mail(corpus.mail(f"From: a@example.org\nTo: {recipients}\n", "")).to
    assert len(to.addresses) == 200
    assert to.total == 1_000


def test_the_event_of_an_invitation() -> None:
    (event,) = parse_mail(corpus.INVITATION).events
    assert (event.method, event.summary, event.uid) == ("REQUEST", "Passage du technicien, box", "rdv-1@example.org")
    assert event.start == datetime(2025, 1, 8, 14, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert event.end == datetime(2025, 1, 8, 15, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert event.organizer == "Martin, Anaïs <anais.martin@example.org>"
    assert event.location == "12 rue des Lilas Lille"
    assert (event.status, event.recurring, event.zone) == ("CONFIRMED", False, "Romance Standard Time")


def test_the_card_of_a_person() -> None:
    parsed = parse_mail(corpus.VCARD)
    (card,) = parsed.vcards
    assert (card.name, card.organisation) == ("Anaïs Martin", "Lilas SARL")
    assert card.phones == ("06 39 98 12 34", "01 99 00 12 34")
    assert card.mails == ("anais.martin@example.org",)
    assert [a.filename for a in parsed.attachments] == ["anais.vcf"]


def test_a_mail_in_the_mail_is_an_attachment_and_stays_closed() -> None:
    parsed = parse_mail(corpus.FORWARDED_AS_ATTACHMENT)
    (inner,) = parsed.attachments
    assert (inner.filename, inner.content_type) == ("Ma facture.eml", "message/rfc822")
    assert b"Le corps du mail joint." in inner.data
    assert parsed.text.strip() == "Voir ci-joint."


def test_an_archive_is_kept_as_bytes() -> None:
    (archive,) = parse_mail(corpus.ZIP_IN_ZIP).attachments
    assert (archive.filename, archive.content_type) == ("poupée.zip", "application/zip")
    assert archive.data == b"PK\x03\x04" * 41


def test_a_signature_part_leaves_the_text_readable() -> None:
    parsed = parse_mail(corpus.SIGNED)
    assert parsed.text.strip() == "Texte signé."
    assert [a.content_type for a in parsed.attachments] == ["application/pgp-signature"]


def test_a_delivery_report_is_read() -> None:
    report = parse_mail(corpus.POSTFIX_DSN).report
    assert report is not None
    assert report.kind == "delivery-status"
    assert report.message["reporting-mta"] == "dns; mail.altiphone.invalid"
    assert report.recipients[0]["status"] == "5.1.1"
    assert report.original.message_id == "<e.sent-by-us@altiphone.invalid>"
    assert report.original.subject == "Réponse"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\facture.pdf", "facture.pdf"),
        ("=?utf-8?q?Re=C3=A7u.pdf?=", "Reçu.pdf"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("..", "part-1.pdf"),
        ("CON<>|?.txt", "CON____.txt"),
    ],
)
def test_names_of_files_are_made_safe(declared: str, expected: str) -> None:
    raw = corpus.mail(
        corpus.USUAL
        + f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{declared}"\n'.replace("\\", "\\\\"),
        "x",
    )
    assert parse_mail(raw).attachments[0].filename == expected


def test_names_in_pieces_are_joined() -> None:
    disposition = (
        "Content-Disposition: attachment;\n filename*0*=utf-8''re%C3%A7u%20;\n filename*1=\" de mars\";\n filename*2=.pdf\n"
    )
    raw = corpus.mail(corpus.USUAL + "Content-Type: application/octet-stream\n" + disposition, "x")
    (file,) = parse_mail(raw).attachments
    assert (file.filename, file.content_type) == ("reçu de mars.pdf", "application/pdf")


def test_an_active_type_is_not_hidden_by_a_harmless_one() -> None:
    raw = corpus.mail(corpus.USUAL + 'Content-Type: image/png; name="logo.svg"\nContent-Disposition: attachment\n', "<svg/>")
    assert parse_mail(raw).attachments[0].content_type == "image/svg+xml"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Martin, Anaïs" <a@example.org>, b@EXAMPLE.org', [("Martin, Anaïs", "a@example.org"), ("", "b@example.org")]),
        ("a@example.org (Anaïs)", [("Anaïs", "a@example.org")]),
        ("a@example.org; b@example.org", [("", "a@example.org"), ("", "b@example.org")]),
        ("undisclosed-recipients:;", []),
        ("Amis: a@example.org, b@example.org;", [("", "a@example.org"), ("", "b@example.org")]),
        ("'a@example.org' <a@example.org>", [("", "a@example.org")]),
        ('"a@example.org" <b@example.org>', [("a@example.org", "b@example.org")]),
        ("=?utf-8?q?Dupont=2C_Jean?= <j@example.org>", [("Dupont, Jean", "j@example.org")]),
        ("Mailer <>", []),
        ('"Dit \\"le Grand\\"" <g@example.org>', [('Dit "le Grand"', "g@example.org")]),
    ],
)
def test_address_lists(value: str, expected: list[tuple[str, str]]) -> None:
    parsed = parse_mail(corpus.mail(f"From: x@example.org\nTo: {value}\n", ""))
    assert [(a.name, a.address) for a in parsed.to.addresses] == expected


def test_neighbouring_words_that_cut_a_character_are_joined() -> None:
    raw = corpus.mail(
        "From: a@example.org\nSubject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9_cr=C3=A8me?= =?iso-8859-1?Q?_=E0?= table\n", ""
    )
    assert parse_mail(raw).subject == "café crème à table"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\r\n \r\n", Reason.EMPTY),
        (b"\x00\xff\xfe garbage without a head", Reason.NO_HEADERS),
        (b"From: a@example.org\r\n" + b"X: y\r\n" * 30_000, Reason.TOO_MANY_HEADERS),
        (b"From: a@example.org\r\nX: " + b"y" * 3_000_000 + b"\r\n\r\nx", Reason.TOO_MANY_HEADERS),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, reason: Reason) -> None:
    with pytest.raises(Unparseable) as caught:
        parse_mail(raw)
    assert caught.value.reason is reason


def nested(depth: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return b"From: a@example.org\r\n" + opening + b"Content-Type: text/plain\r\n\r\nau fond\r\n"


def test_depth_is_bounded() -> None:
    assert parse_mail(nested(20)).text.strip() == "au fond"
    for depth in (100, 5_000):
        with pytest.raises(Unparseable) as caught:
            parse_mail(nested(depth))
        assert caught.value.reason is Reason.TOO_DEEP


def test_ten_thousand_parts_are_refused() -> None:
    raw = b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000
    with pytest.raises(Unparseable) as caught:
        parse_mail(raw)
    assert caught.value.reason is Reason.TOO_MANY_PARTS


def test_mails_in_mails_cost_no_depth() -> None:
    raw = b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5_000 + b"x"
    assert len(parse_mail(raw).attachments) == 1


def test_the_decoded_size_is_bounded() -> None:
    with pytest.raises(Unparseable) as caught:
        parse_mail(corpus.ZIP_IN_ZIP, Limits(max_decoded_bytes=100))
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_huge_text_is_also_kept_as_a_file() -> None:
    parsed = parse_mail(corpus.mail(corpus.USUAL + "Content-Type: text/plain\n", "ligne\n" * 500_000))
    assert len(parsed.text) <= 2_000_000
    assert [(a.filename, len(a.data)) for a in parsed.attachments] == [("part-1.txt", 3_500_000)]


def test_a_thirty_megabyte_attachment_comes_whole() -> None:
    data = bytes(range(256)) * 4 * 1024 * 30
    raw = corpus.mail(
        corpus.USUAL + "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n",
        corpus.base64_lines(data),
    )
    assert parse_mail(raw).attachments[0].data == data
