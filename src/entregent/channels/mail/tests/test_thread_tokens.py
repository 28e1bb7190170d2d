from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.channels.mail.parse import ParsedMail, parse_mail
from entregent.channels.mail.tests import corpus
from entregent.channels.mail.thread_tokens import (
    Candidate,
    Source,
    find_conversation,
    make_message_id,
    make_quoted_token,
    make_reply_address,
    read_message_id,
    with_subject_token,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TALK, OTHER_TALK, MESSAGE = UUID(int=0x0190_1234), UUID(int=77), UUID(int=5)
OWN_ID = make_message_id(TALK, MESSAGE, "altiphone.invalid", KEY)


def received(headers: str = "", body: str = "Bonjour") -> ParsedMail:
    return parse_mail(corpus.mail("From: a@example.org\n" + headers, body))


@settings(max_examples=100)
@given(st.uuids(), st.uuids(), st.binary(min_size=16, max_size=64))
def test_a_message_id_tells_its_conversation(conversation: UUID, message: UUID, key: bytes) -> None:
    message_id = make_message_id(conversation, message, "altiphone.invalid", key)
    assert read_message_id(message_id, key) == (conversation, message)
    assert read_message_id(message_id, key + b"x") is None
    assert len(message_id) < 120


@pytest.mark.parametrize(
    "headers",
    [
        f"In-Reply-To: {OWN_ID}\n",
        f"References: <x@example.org> {OWN_ID} <y@example.org>\n",
        f"References: <x@example.org>\n\t{OWN_ID.upper()}\n",
    ],
)
def test_references_lead_back(headers: str) -> None:
    assert find_conversation(received(headers), KEY)[0] == Candidate(Source.REFERENCES, conversation=TALK, signed=True)


def test_foreign_references_are_to_be_looked_up_the_latest_first() -> None:
    found = find_conversation(
        received("In-Reply-To: <c@example.org>\nReferences: <a@example.org> <b@example.org> <c@example.org>\n"), KEY
    )
    assert [c.message_id for c in found] == ["<c@example.org>", "<b@example.org>", "<a@example.org>"]
    assert not any(c.signed for c in found)


@pytest.mark.parametrize("name", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_a_reply_address_leads_back(name: str) -> None:
    address = make_reply_address("contact@altiphone.invalid", TALK, KEY)
    assert len(address.partition("@")[0]) <= 64
    headers = f"{name}: {address.upper()}\n"
    assert find_conversation(received(headers), KEY) == [Candidate(Source.REPLY_ADDRESS, conversation=TALK, signed=True)]


def test_the_subject_names_a_ticket_but_proves_nothing() -> None:
    found = find_conversation(received("Subject: RE: Panne [#pon-2026-004182]\n"), KEY)
    assert found == [Candidate(Source.SUBJECT, reference="PON-2026-004182", signed=False)]


@pytest.mark.parametrize("body", ["> Réf. {}\n", "<p>Réf. {}</p>"])
def test_a_quoted_token_leads_back(body: str) -> None:
    token = make_quoted_token(TALK, KEY)
    found = find_conversation(received("Content-Type: text/html\n" if "<" in body else "", body.format(token)), KEY)
    assert found == [Candidate(Source.QUOTED, conversation=TALK, signed=True)]


def test_the_order_is_references_address_subject_quotation() -> None:
    address = make_reply_address("contact@altiphone.invalid", OTHER_TALK, KEY)
    mail = received(
        f"To: {address}\nIn-Reply-To: {OWN_ID}\nReferences: <z@example.org>\nSubject: [#PON-2026-1]\n",
        make_quoted_token(MESSAGE, KEY),
    )
    found = find_conversation(mail, KEY)
    assert [c.source for c in found] == [
        Source.REFERENCES, Source.REFERENCES, Source.REPLY_ADDRESS, Source.SUBJECT, Source.QUOTED,
    ]  # fmt: skip
    assert found[0].conversation == TALK


def test_forged_and_foreign_tokens_lead_nowhere() -> None:
    forged = OWN_ID[:35] + ("b" if OWN_ID[35] == "a" else "a") + OWN_ID[36:]
    address = make_reply_address("contact@altiphone.invalid", TALK, OTHER_KEY)
    quoted = make_quoted_token(TALK, OTHER_KEY)
    found = find_conversation(received(f"To: {address}\nIn-Reply-To: {forged}\n", quoted), KEY)
    assert found == [Candidate(Source.REFERENCES, message_id=forged)]


def test_a_token_of_one_use_does_not_serve_for_another() -> None:
    signature = make_quoted_token(TALK, KEY)[5:-1]
    assert find_conversation(received(f"To: contact+e{signature}@altiphone.invalid\n"), KEY) == []


def test_letters_that_only_look_like_ours_are_refused() -> None:
    kelvin = make_quoted_token(TALK, KEY).replace("s", "\u017f").replace("k", "\u212a")
    assert all(c.signed for c in find_conversation(received("", kelvin), KEY))


def test_a_new_matter_has_no_candidate() -> None:
    assert find_conversation(received("Subject: Bonjour\n"), KEY) == []


def test_the_subject_bears_the_number_once() -> None:
    subject = with_subject_token("Re: Panne", "PON-2026-004182")
    assert subject == "Re: Panne [#PON-2026-004182]"
    assert with_subject_token(subject, "PON-2026-004182") == subject
    assert with_subject_token("", "PON-2026-004182") == "[#PON-2026-004182]"
