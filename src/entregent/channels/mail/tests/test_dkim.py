from base64 import b64encode

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from entregent.channels.mail.dkim import SealKey, SealRefused, sign
from entregent.channels.mail.tests.test_build import reply


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, bytes]:
    """A private key in PEM and what DNS would publish."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, b"v=DKIM1; k=rsa; p=" + b64encode(public)


def verified(raw: bytes, record: bytes) -> bool:
    return bool(
        dkim.verify(raw, dnsfunc=lambda name, timeout=5: record if name == b"e1._domainkey.altiphone.invalid." else None)
    )


def test_the_seal_holds_and_breaks_with_the_text(pair: tuple[bytes, bytes]) -> None:
    private, record = pair
    sealed = sign(reply(subject="Été", in_reply_to="<a@example.org>"), SealKey("altiphone.invalid", "e1", private))
    assert sealed.startswith(b"DKIM-Signature: ")
    assert verified(sealed, record)
    assert not verified(sealed.replace(b"Bonjour", b"Bonsoir"), record)
    assert not verified(sealed.replace(b"In-Reply-To: <a@", b"In-Reply-To: <b@"), record)


@pytest.mark.parametrize(
    "key",
    [
        SealKey("altiphone.invalid", "e1", b"not a key"),
        SealKey("altiphone.invalid", "é1", b"not a key"),
        SealKey("a" * 80 + ".invalid", "e1", b"not a key"),
    ],
)
def test_a_bad_setting_is_told(key: SealKey) -> None:
    with pytest.raises(SealRefused):
        sign(reply(), key)
