"""DKIM seals on outgoing mails (RFC 6376), by dkimpy."""

from dataclasses import dataclass

import dkim

# What a reader sees and what threading relies on; signed twice would forbid adding, which some lists do.
_SIGNED = (
    b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"mime-version",
    b"content-type", b"auto-submitted",
)  # fmt: skip


class SealRefused(ValueError):
    """The key or the domain cannot seal a mail; the message says which setting to look at."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """The setting of one domain: `selector._domainkey.domain` publishes the public half of the RSA key `private_key` (PEM)."""

    domain: str
    selector: str
    private_key: bytes


def sign(mail: bytes, key: SealKey) -> bytes:
    """The mail with a DKIM-Signature before it. `mail` must have CRLF line ends, as `build` makes them. Raises
    SealRefused."""
    present = {name.lower() for name in _header_names(mail)}
    try:
        seal: bytes = dkim.sign(
            mail,
            key.selector.encode("ascii"),
            key.domain.encode("idna"),
            key.private_key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in _SIGNED if name in present],
        )
    except (dkim.DKIMException, UnicodeError, ValueError) as error:
        raise SealRefused("selector, domain or private key: cannot seal with these") from error
    return seal + mail


def _header_names(mail: bytes) -> list[bytes]:
    head = mail.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
