"""DKIM seals on outgoing mails (RFC 6376, and RFC 8463 for Ed25519), by dkimpy."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# What a reader sees and what threading relies on; signed twice would forbid adding, which some lists do.
_SIGNED = (
    b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"mime-version",
    b"content-type", b"auto-submitted",
)  # fmt: skip


class SealRefused(ValueError):
    """The key or the domain cannot seal a mail; the message says which setting to look at."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """One key of a domain: `selector._domainkey.domain` publishes the public half of `private_key` (PEM, RSA or Ed25519)."""

    domain: str
    selector: str
    private_key: bytes


def sign(mail: bytes, keys: Iterable[SealKey]) -> bytes:
    """The mail with a DKIM-Signature before it for each key; none of them seals another's.

    Several, because a receiver that does not know Ed25519 takes the RSA one (RFC 8463 section 3). `mail` must have CRLF line
    ends, as `build` makes them. Raises SealRefused.
    """
    present = {name.lower() for name in _header_names(mail)}
    names = [name for name in _SIGNED if name in present]
    return b"".join(_seal(mail, key, names) for key in keys) + mail


def _seal(mail: bytes, key: SealKey, names: list[bytes]) -> bytes:
    try:
        algorithm, private = _as_dkimpy_takes_it(key.private_key)
        seal: bytes = dkim.sign(
            mail,
            key.selector.encode("ascii"),
            key.domain.encode("idna"),
            private,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=algorithm,
            include_headers=names,
        )
    except (dkim.DKIMException, UnsupportedAlgorithm, TypeError, ValueError) as error:
        raise SealRefused("selector, domain or private key: cannot seal with these") from error
    return seal


def _as_dkimpy_takes_it(pem: bytes) -> tuple[bytes, bytes]:
    """The algorithm of a key, and the key: RSA in PEM, Ed25519 as its 32 bytes in base64."""
    key = load_pem_private_key(pem, None)
    if isinstance(key, Ed25519PrivateKey):
        return b"ed25519-sha256", b64encode(key.private_bytes_raw())
    if isinstance(key, RSAPrivateKey):
        return b"rsa-sha256", pem
    raise ValueError("neither RSA nor Ed25519")


def _header_names(mail: bytes) -> list[bytes]:
    head = mail.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
