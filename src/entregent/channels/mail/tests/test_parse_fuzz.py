"""Whatever the bytes, parsing ends, raises nothing but Unparseable, and gives words that can be stored and worked on."""

import email
import email.policy
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.channels.mail.build import build_reply
from entregent.channels.mail.filters import Context, judge, may_auto_answer
from entregent.channels.mail.html import clean
from entregent.channels.mail.parse import Address, ParsedMail, Reason, Unparseable, parse_mail
from entregent.channels.mail.quoting import split_text
from entregent.channels.mail.quoting_html import split_html
from entregent.channels.mail.tests import corpus
from entregent.channels.mail.tests.test_build import DATE
from entregent.channels.mail.thread_tokens import find_conversation

SMALL = sorted(name for name, raw in corpus.ALL.items() if len(raw) < 20_000)
TORMENTS = [
    b"\x00", b"\r", b"\n", b"\r\n\r\n", b"=?utf-8?q?", b"?=", b"--", b'"', b"<", b">", b";", b"boundary=", b"multipart/mixed",
    b"multipart/report", b"message/delivery-status", b"message/rfc822", b"text/calendar",
    b"BEGIN:VEVENT\r\n", b"\xff\xfe", b"charset=utf-7",
    b"charset=utf-16", b"+2AA-", b"base64", b"quoted-printable", b"x-uuencode", b"filename*0*=", b"DTSTART:99999999T999999\r\n",
]  # fmt: skip


def every_text(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in every_text(item)]
    if isinstance(value, tuple | list):
        return [text for item in value for text in every_text(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in every_text(getattr(value, field.name))]
    return []


def read_and_work(raw: bytes) -> None:
    try:
        parsed = parse_mail(raw)
    except Unparseable as refused:
        assert refused.reason is not Reason.INTERNAL, refused.__cause__
        return
    for text in every_text(parsed):
        assert "\x00" not in text
        text.encode("utf-8")
    assert "\n" not in parsed.subject
    assert "\r" not in parsed.text
    work(parsed, raw)


def work(parsed: ParsedMail, raw: bytes) -> None:
    assert "".join(segment.text for segment in split_text(parsed.text).segments) == parsed.text
    assert "".join(segment.text for segment in split_html(parsed.html).segments) == parsed.html
    clean(parsed.html, {})
    for bounce in judge(parsed, Context(raw=raw, envelope_sender="")).bounces:
        bounce.diagnostic.encode("utf-8")
    find_conversation(parsed, b"k" * 32)
    may_auto_answer(parsed)
    build_reply(
        sender=Address("Service", "contact@altiphone.invalid"),
        to=[Address(parsed.sender.name if parsed.sender else "", "x@example.org")],
        subject=parsed.subject,
        text=parsed.text[:5_000],
        message_id="<m@altiphone.invalid>",
        date=DATE,
        loop_host="altiphone.invalid",
        references=parsed.references,
    )


@pytest.mark.parametrize("name", sorted(corpus.ALL))
def test_the_whole_corpus_can_be_worked_on(name: str) -> None:
    read_and_work(corpus.ALL[name])


@settings(max_examples=200)
@given(st.binary(max_size=2_000))
def test_random_bytes(raw: bytes) -> None:
    read_and_work(raw)


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(TORMENTS), st.binary(max_size=300))
def test_random_bodies_under_a_real_head(before: bytes, torment: bytes, after: bytes) -> None:
    read_and_work(b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + before + torment + after)


@settings(max_examples=400)
@given(st.sampled_from(SMALL), st.data())
def test_mutated_mails(name: str, data: st.DataObject) -> None:
    raw = bytearray(corpus.ALL[name])
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, len(raw)))
        end = position + data.draw(st.integers(0, 40))
        raw[position:end] = data.draw(st.sampled_from(TORMENTS) | st.binary(max_size=8))
    read_and_work(bytes(raw))


@pytest.mark.parametrize("name", sorted(set(SMALL) - {"NO_BOUNDARY", "WRONG_BOUNDARY", "TORN_BASE64", "FEEDBACK_REPORT"}))
def test_the_standard_library_sees_the_same_parts(name: str) -> None:
    """On well-formed mails our reader and the standard library's agree on the files' bytes."""
    message = email.message_from_bytes(corpus.ALL[name], policy=email.policy.compat32)
    theirs = [
        part.get_payload(decode=True)
        for part in message.walk()
        if not part.is_multipart() and part.get_content_maintype() in ("image", "application")
    ]
    ours = [
        file.data
        for file in parse_mail(corpus.ALL[name]).attachments
        if file.declared_type.startswith(("image/", "application/"))
    ]
    assert ours == theirs


HOSTILE = {
    "words without end": b"From: " + b"a" * 1_900_000 + b"\r\n\r\nx",
    "at signs": b"From: " + b"@" * 1_900_000 + b"\r\n\r\nx",
    "quotes": b"To: " + b'"\\' * 900_000 + b"\r\n\r\nx",
    "angles": b"References: " + b"<a" * 900_000 + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?=?" * 150_000 + b"\r\n\r\nx",
    "parameters": b"Content-Type: multipart/mixed; boundary=b" + b'; x="' * 300_000 + b"\r\n\r\n--b\r\n\r\nx",
    "false boundaries": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + b"\n--bx" * 19_000,
    "soft breaks": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 450_000,
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\r\nA: b\r\n\r\n" + b"=\r\n" * 600_000,
    "calendar": b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VEVENT\r\n" * 200_000,
    "card": b"Content-Type: text/vcard\r\n\r\n" + b"A;ENCODING=QUOTED-PRINTABLE:=\r\n" * 100_000,
    "report": b"Content-Type: message/delivery-status\r\n\r\n" + b"Final-Recipient: x\r\n\r\n" * 100_000,
    "failed": b"From: postmaster@x.example.org\r\nX-Failed-Recipients: " + b"a" * 1_900_000 + b"\r\n\r\nx",
    "tags": b"Content-Type: text/html\r\n\r\n" + b"<div><b>" * 200_000,
    "few tags": b"Content-Type: text/html\r\n\r\n" + b"<b>De :</b><p>" * 9_000,
    "markers": b"Content-Type: text/html\r\n\r\n" + b"<blockquote type=cite></blockquote>x" * 9_000,
    "introductions": b"Content-Type: text/html\r\n\r\n" + "<p>Le 6 mai 2025 à 10:12, X a écrit :".encode() * 15_000,
    "marks of quotation": b"A: b\r\n\r\n" + b"> " * 900_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_megabytes_are_worked_through(name: str) -> None:
    read_and_work(HOSTILE[name])
