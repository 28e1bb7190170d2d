from base64 import b64encode
from collections.abc import Mapping

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from entregent.channels.mail.dkim import SealKey, SealRefused, sign
from entregent.channels.mail.tests.test_build import reply

DOMAIN = "altiphone.invalid"


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """As openssl writes it."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@pytest.fixture(scope="module")
def old() -> tuple[SealKey, bytes]:
    """An RSA key, and what DNS would publish."""
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return SealKey(DOMAIN, "r1", pem(key)), b"v=DKIM1; k=rsa; p=" + b64encode(public)


@pytest.fixture(scope="module")
def new() -> tuple[SealKey, bytes]:
    """An Ed25519 key, and what DNS would publish: the bare 32 bytes (RFC 8463 section 4)."""
    key = ed25519.Ed25519PrivateKey.generate()
    return SealKey(DOMAIN, "e1", pem(key)), b"v=DKIM1; k=ed25519; p=" + b64encode(key.public_key().public_bytes_raw())


def verified(raw: bytes, records: Mapping[str, bytes]) -> list[bool]:
    """Whether each of its seals holds, from the top."""
    published = {f"{selector}._domainkey.{DOMAIN}.".encode(): record for selector, record in records.items()}
    seals = raw.partition(b"\r\n\r\n")[0].lower().count(b"dkim-signature:")
    return [_holds(raw, place, published) for place in range(seals)]


def _holds(raw: bytes, place: int, published: Mapping[bytes, bytes]) -> bool:
    try:
        return bool(dkim.DKIM(raw).verify(place, dnsfunc=lambda name, timeout=5: published.get(name)))
    except dkim.ValidationError:
        return False


@pytest.mark.parametrize("kind", ["old", "new"])
def test_the_seal_holds_and_breaks_with_the_text(kind: str, request: pytest.FixtureRequest) -> None:
    key, record = request.getfixturevalue(kind)
    sealed, records = sign(reply(subject="Été", in_reply_to="<a@example.org>"), [key]), {key.selector: record}
    assert sealed.startswith(b"DKIM-Signature: ")
    assert verified(sealed, records) == [True]
    assert verified(sealed.replace(b"Bonjour", b"Bonsoir"), records) == [False]
    assert verified(sealed.replace(b"In-Reply-To: <a@", b"In-Reply-To: <b@"), records) == [False]


def test_two_keys_seal_twice_and_each_holds_without_the_other(old: tuple[SealKey, bytes], new: tuple[SealKey, bytes]) -> None:
    sealed = sign(reply(), [old[0], new[0]])
    assert (sealed.count(b"a=rsa-sha256"), sealed.count(b"a=ed25519-sha256")) == (1, 1)
    assert verified(sealed, {"r1": old[1], "e1": new[1]}) == [True, True]
    second = sealed.index(b"DKIM-Signature: ", 1)
    assert verified(sealed[second:], {"e1": new[1]}) == [True]
    assert sign(reply(), []) == reply()


@pytest.mark.parametrize(
    ("domain", "selector", "private"),
    [
        (DOMAIN, "e1", b"not a key"),
        (DOMAIN, "e1", pem(ec.generate_private_key(ec.SECP256R1()))),
        (DOMAIN, "é1", None),
        ("a" * 80 + ".invalid", "e1", None),
    ],
)
def test_a_bad_setting_is_told(domain: str, selector: str, private: bytes | None, new: tuple[SealKey, bytes]) -> None:
    with pytest.raises(SealRefused):
        sign(reply(), [SealKey(domain, selector, private or new[0].private_key)])
