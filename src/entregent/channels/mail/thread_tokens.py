"""Threading that survives mail programs which lose References: signed tokens in what a customer sends back.

A signature (HMAC-SHA-256 cut to 80 bits) proves that the token was made here. A bare ticket number in the subject
proves
nothing, for anyone can guess it: its candidate is not `signed`, and the caller checks that the sender takes part.
"""

import hashlib
import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from entregent.channels.mail.parse import ParsedMail

_UUID_CHARS = 26
_SIGNATURE_CHARS = 16
_TOKEN = rf"[a-z2-7]{{{_UUID_CHARS}}}"
_SIGNATURE = rf"[a-z2-7]{{{_SIGNATURE_CHARS}}}"
_OWN_ID = re.compile(rf"<e\.({_TOKEN})\.({_TOKEN})\.({_SIGNATURE})@", re.IGNORECASE | re.ASCII)
_REPLY_TAG = re.compile(rf"[^@]*\+e({_TOKEN})({_SIGNATURE})@", re.IGNORECASE | re.ASCII)
_QUOTED = re.compile(rf"\[ref:({_TOKEN})({_SIGNATURE})\]", re.IGNORECASE | re.ASCII)
_SUBJECT = re.compile(r"\[#([A-Z][A-Z0-9]{1,11}-\d{4}-\d{1,12})\]", re.IGNORECASE | re.ASCII)
_MAX_SEARCHED = 300_000


class Source(StrEnum):
    """Where a candidate was found, the surest first."""

    REFERENCES = "references"
    REPLY_ADDRESS = "reply-address"
    SUBJECT = "subject"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that a mail may belong to: exactly one of the three is set.

    `conversation` by a token of ours (always `signed`); `message_id` of any mail, to look up among those stored;
    `reference` a ticket's number such as PON-2026-004182.
    """

    source: Source
    conversation: UUID | None = None
    message_id: str | None = None
    reference: str | None = None
    signed: bool = False


def make_message_id(conversation_id: UUID, message_id: UUID, host: str, key: bytes) -> str:
    """The Message-ID, with its brackets, of an outgoing mail. `host` is a name of ours, `key` at least 16 secret
    bytes."""
    body = f"{_pack(conversation_id)}.{_pack(message_id)}"
    return f"<e.{body}.{_sign('message', body, key)}@{host}>"


def make_reply_address(mailbox: str, conversation_id: UUID, key: bytes) -> str:
    """`mailbox` with a tag after a plus sign, for Reply-To where the mail server delivers such tags."""
    local, _, domain = mailbox.rpartition("@")
    token = _pack(conversation_id)
    return f"{local}+e{token}{_sign('reply', token, key)}@{domain}"


def make_quoted_token(conversation_id: UUID, key: bytes) -> str:
    """The token to put in the text of outgoing mails: a reply usually quotes it."""
    token = _pack(conversation_id)
    return f"[ref:{token}{_sign('quoted', token, key)}]"


def with_subject_token(subject: str, reference: str) -> str:
    """The subject with `[#reference]` at its end, once."""
    token = f"[#{reference}]"
    return subject if token.lower() in subject.lower() else f"{subject.rstrip()} {token}".lstrip()


def find_conversation(parsed: ParsedMail, key: bytes) -> list[Candidate]:
    """The conversations that a mail may belong to, the likeliest first, without repeats; empty for a new matter.

    Order: In-Reply-To and References from the latest back, a reply address, the subject, the quoted text. Among
    references
    the signed ones come first: they need no look-up.
    """
    found = [
        *_by_references(parsed, key),
        *_by_reply_address(parsed, key),
        *_by_subject(parsed),
        *_by_quote(parsed, key),
    ]
    unique: dict[tuple[UUID | None, str | None, str | None], Candidate] = {}
    for candidate in found:
        unique.setdefault((candidate.conversation, candidate.message_id, candidate.reference), candidate)
    return list(unique.values())


def read_message_id(message_id: str, key: bytes) -> tuple[UUID, UUID] | None:
    """The conversation and the message of a Message-ID made by `make_message_id` with this key; else None."""
    match = _OWN_ID.match(message_id)
    if match is None:
        return None
    body = f"{match[1]}.{match[2]}".lower()
    if not _proved("message", body, match[3], key):
        return None
    conversation, message = _unpack(match[1]), _unpack(match[2])
    return (conversation, message) if conversation and message else None


def _by_references(parsed: ParsedMail, key: bytes) -> Iterator[Candidate]:
    parent = [parsed.in_reply_to] if parsed.in_reply_to else []
    ids = list(dict.fromkeys([*parent, *reversed(parsed.references)]))
    own = {message_id: read_message_id(message_id, key) for message_id in ids}
    for message_id in ids:
        pair = own[message_id]
        if pair is not None:
            yield Candidate(Source.REFERENCES, conversation=pair[0], signed=True)
    for message_id in ids:
        if own[message_id] is None:
            yield Candidate(Source.REFERENCES, message_id=message_id)


def _by_reply_address(parsed: ParsedMail, key: bytes) -> Iterator[Candidate]:
    addresses = [address.address for address in (*parsed.to.addresses, *parsed.cc.addresses)]
    for name in ("delivered-to", "x-original-to", "envelope-to"):
        addresses.extend(value[:400] for value in parsed.headers.get(name, ())[:5])
    for address in addresses:
        conversation = _read(_REPLY_TAG.match(address.strip("<> ")), "reply", key)
        if conversation is not None:
            yield Candidate(Source.REPLY_ADDRESS, conversation=conversation, signed=True)


def _by_subject(parsed: ParsedMail) -> Iterator[Candidate]:
    for reference in _SUBJECT.findall(parsed.subject):
        yield Candidate(Source.SUBJECT, reference=reference.upper())


def _by_quote(parsed: ParsedMail, key: bytes) -> Iterator[Candidate]:
    for body in (parsed.text[:_MAX_SEARCHED], parsed.html[:_MAX_SEARCHED]):
        for number, match in enumerate(_QUOTED.finditer(body)):
            conversation = _read(match, "quoted", key)
            if conversation is not None:
                yield Candidate(Source.QUOTED, conversation=conversation, signed=True)
            if number == 20:
                break


def _read(match: re.Match[str] | None, purpose: str, key: bytes) -> UUID | None:
    if match is None or not _proved(purpose, match[1].lower(), match[2], key):
        return None
    return _unpack(match[1])


def _pack(value: UUID) -> str:
    return b32encode(value.bytes).decode("ascii").rstrip("=").lower()


def _unpack(token: str) -> UUID | None:
    try:
        return UUID(bytes=b32decode(token.upper() + "======"))
    except ValueError:
        return None


def _sign(purpose: str, body: str, key: bytes) -> str:
    digest = hmac.new(key, f"entregent-mail-{purpose}:{body}".encode("ascii"), hashlib.sha256).digest()
    return b32encode(digest[:10]).decode("ascii").lower()


def _proved(purpose: str, body: str, signature: str, key: bytes) -> bool:
    return hmac.compare_digest(_sign(purpose, body, key), signature.lower())
