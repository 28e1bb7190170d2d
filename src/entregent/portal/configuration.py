"""What an installation sets for its portals."""

import hashlib
from functools import lru_cache

from django.conf import settings


def key() -> bytes:
    """What seals links, made of the installation's key: 32 bytes that stand nowhere in the database."""
    return _key(settings.SECRET_KEY)


def whole(path: str) -> str:
    """A path of ours as it is written in a mail."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"entregent portal:" + secret.encode()).digest()
