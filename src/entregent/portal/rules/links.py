"""The secret of a mailed link: the id of its row and a seal on it, so that a copy of the database opens nothing."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

LASTS = timedelta(minutes=15)
_SEAL_BYTES = 16
_CHARACTERS = 43  # 32 bytes, without the padding


def secret_of(link: UUID, key: bytes) -> str:
    """The secret that the address of this link ends with. ``key`` is the installation's, 32 bytes of it or more."""
    return urlsafe_b64encode(link.bytes + _seal(link, key)).rstrip(b"=").decode("ascii")


def link_of(secret: str, key: bytes) -> UUID | None:
    """The link whose secret this is, None for anything else; compared in a time that tells nothing."""
    if len(secret) != _CHARACTERS or not secret.isascii():
        return None
    try:
        packed = urlsafe_b64decode(f"{secret}=")
    except ValueError:
        return None
    link = UUID(bytes=packed[:16])
    return link if hmac.compare_digest(packed[16:], _seal(link, key)) else None


def _seal(link: UUID, key: bytes) -> bytes:
    return hmac.new(key, b"entregent portal link:" + link.bytes, hashlib.sha256).digest()[:_SEAL_BYTES]
