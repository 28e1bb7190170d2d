import email
import email.policy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.channels.mail.build import (
    HeaderRefused,
    OutgoingFile,
    build_auto_reply,
    build_reply,
    chain_references,
    reply_subject,
)
from entregent.channels.mail.parse import Address, parse_mail

DATE = datetime(2025, 1, 6, 10, 30, tzinfo=UTC)
US = Address("Service clients d’Altiphone", "contact@altiphone.invalid")
HER = Address("Martin, Anaïs", "anais.martin@example.org")


def reply(**changed: Any) -> bytes:
    words: dict[str, Any] = {
        "sender": US,
        "to": [HER],
        "subject": "Re: Panne à Lille [#PON-2026-004182]",
        "text": "Bonjour,\n\nC’est réparé.\n",
        "message_id": "<e.x.y.z@altiphone.invalid>",
        "date": DATE,
        "loop_host": "altiphone.invalid",
    }
    return build_reply(**{**words, **changed})


def test_what_is_written_is_read_back() -> None:
    raw = reply(
        html="<p>C’est <b>réparé</b> <img src='cid:logo'></p>",
        cc=[Address("", "chef@example.org")],
        reply_to=Address("", "contact+e@altiphone.invalid"),
        in_reply_to="<abc@example.org>",
        references=["<first@example.org>"],
        files=[
            OutgoingFile("logo.png", "image/png", b"\x89PNG", content_id="logo"),
            OutgoingFile(
                "Reçu de l’été très long, avec des accents é à ü pour la continuation.pdf", "application/pdf", b"%PDF" * 99
            ),
        ],
    )
    parsed = parse_mail(raw)
    assert parsed.sender == US
    assert parsed.to.addresses == (HER,)
    assert [a.address for a in parsed.cc.addresses] == ["chef@example.org"]
    assert [a.address for a in parsed.reply_to] == ["contact+e@altiphone.invalid"]
    assert parsed.subject == "Re: Panne à Lille [#PON-2026-004182]"
    assert parsed.text.strip() == "Bonjour,\n\nC’est réparé."
    assert parsed.html.strip() == "<p>C’est <b>réparé</b> <img src='cid:logo'></p>"
    assert parsed.in_reply_to == "<abc@example.org>"
    assert parsed.references == ("<first@example.org>", "<abc@example.org>")
    assert parsed.date == DATE
    assert [(f.filename, f.data, f.inline) for f in parsed.attachments] == [
        ("logo.png", b"\x89PNG", True),
        ("Reçu de l’été très long, avec des accents é à ü pour la continuation.pdf", b"%PDF" * 99, False),
    ]


def test_the_standard_library_reads_it_the_same() -> None:
    raw = reply(html="<p>é</p>", files=[OutgoingFile("reçu.pdf", "application/pdf", b"%PDF")])
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.defects == []
    assert message["subject"] == "Re: Panne à Lille [#PON-2026-004182]"
    assert message["from"].addresses[0].display_name == US.name
    assert message["to"].addresses[0].display_name == HER.name
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == "Bonjour,\n\nC’est réparé."
    assert [part.get_filename() for part in message.iter_attachments()] == ["reçu.pdf"]


def test_every_line_is_ascii_and_short() -> None:
    raw = reply(
        text="mot " * 2_000 + "\n.\nFrom nowhere\n" + "é" * 3_000,
        subject="très " * 300,
        references=[f"<{n}{'x' * 60}@example.org>" for n in range(300)],
        to=[Address(f"Client numéro {n}", f"client{n}@example.org") for n in range(100)],
    )
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r\nFrom " not in raw
    assert parse_mail(raw).to.total == 100


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Bonjour\r\nBcc: victime@example.org"},
        {"subject": "Bonjour\nX: y"},
        {"subject": "nul\x00"},
        {"subject": "ligne\u2028séparée"},
        {"sender": Address("Nom\nBcc: x@example.org", "contact@altiphone.invalid")},
        {"to": [Address("", "a@example.org>\r\nBcc: <b@example.org")]},
        {"to": [Address("", "a@example.org, b@example.org")]},
        {"to": [Address("", "sans-arobase")]},
        {"to": [Address("", "é@example.org")]},
        {"message_id": "<a b@example.org>"},
        {"message_id": "<a@example.org>\r\nX: y"},
        {"in_reply_to": "<a@example.org>\nX: y"},
        {"loop_host": "x\r\nBcc: y@example.org"},
        {"extra_headers": [("X-Entregent-Ticket", "1\r\nBcc: z@example.org")]},
        {"extra_headers": [("X-Bad\r\nBcc", "z@example.org")]},
        {"extra_headers": [("Bcc", "z@example.org")]},
        {"files": [OutgoingFile("a\r\nX: y.pdf", "application/pdf", b"")]},
        {"files": [OutgoingFile("a.png", "image/png", b"", content_id="a>\r\nX: y")], "html": "<p>"},
    ],
)
def test_nothing_can_be_injected_into_the_head(changed: dict[str, Any]) -> None:
    with pytest.raises(HeaderRefused):
        reply(**changed)


def test_a_foreign_type_cannot_be_injected() -> None:
    raw = reply(files=[OutgoingFile("a.pdf", "application/pdf\r\nX-Evil: 1", b"x")])
    assert b"X-Evil" not in raw


def test_what_is_asked_must_be_possible() -> None:
    with pytest.raises(ValueError, match="time zone"):
        reply(date=datetime(2025, 1, 6))  # noqa: DTZ001
    with pytest.raises(ValueError, match="recipient"):
        reply(to=[])


def test_an_automatic_answer_says_so() -> None:
    raw = build_auto_reply(
        sender=US,
        to=HER,
        subject="Re: Panne",
        text="Nous sommes fermés.",
        message_id="<e.auto@altiphone.invalid>",
        date=DATE,
        loop_host="altiphone.invalid",
        in_reply_to="<abc@example.org>",
    )
    parsed = parse_mail(raw)
    assert parsed.header("auto-submitted") == "auto-replied"
    assert parsed.header("x-auto-response-suppress") == "All"
    assert parsed.header("x-entregent-loop") == "altiphone.invalid"
    assert parsed.references == ("<abc@example.org>",)


def test_an_international_domain_travels_in_punycode() -> None:
    assert b"<a@xn--caf-dma.example.org>" in reply(to=[Address("A", "a@café.example.org")])


def test_the_chain_of_references_is_bounded() -> None:
    chain = chain_references([f"<{n}@example.org>" for n in range(50)] + ["broken", "<a b>"], "<parent@example.org>")
    assert (len(chain), chain[0], chain[-1]) == (20, "<0@example.org>", "<parent@example.org>")


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Panne", "Re: Panne"),
        ("RE: Re : re: Panne", "Re: Panne"),
        ("Rép : Panne", "Re: Panne"),
        ("Refus de prise en charge", "Re: Refus de prise en charge"),
        ("", "Re:"),
    ],
)
def test_prefixes_do_not_heap_up(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected


LINE = st.text(st.characters(categories=("L", "M", "N", "P", "S"), include_characters=" "), max_size=120).map(
    lambda t: " ".join(t.split())
)


@settings(max_examples=200)
@given(LINE, LINE, st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=400))
def test_any_words_come_back(subject: str, name: str, text: str) -> None:
    raw = reply(subject=subject, sender=Address(name[:60], "contact@altiphone.invalid"), text=text)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode("utf-8").replace("\r\n", "\n") == text + "\n"
    parsed = parse_mail(raw)
    assert parsed.subject == subject
    assert parsed.sender is not None
    assert parsed.sender.address == "contact@altiphone.invalid"
