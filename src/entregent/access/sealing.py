"""Secrets at rest: what must be read again (second factors, signing secrets, passwords of mailboxes) is stored sealed.

The keys stand outside of the database (``settings.SEALING_KEYS``: the first seals, all open), so that a copy of it opens
nothing. Each purpose has a key of its own: what was sealed for one place opens nowhere else.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):
    """A stored secret cannot be opened: its key is not among those of this installation."""


def seal(text: str, purpose: str) -> str:
    """The form in which a secret is stored: a Fernet token (AES-128-CBC, HMAC-SHA256) made with the newest key."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(stored: str, purpose: str) -> str:
    """The secret of a stored form. Raises SealBroken."""
    try:
        return _box(purpose).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(f"A stored secret ({purpose}) cannot be opened with the keys of this installation.") from error


def reseal(stored: str, purpose: str) -> str:
    """The same secret sealed with the newest key; what is so already stays as it is. Raises SealBroken."""
    try:
        _boxes(tuple(settings.SEALING_KEYS[:1]), purpose).decrypt(stored.encode())
    except InvalidToken:
        return seal(unseal(stored, purpose), purpose)
    return stored


def _box(purpose: str) -> MultiFernet:
    return _boxes(tuple(settings.SEALING_KEYS), purpose)


@lru_cache(maxsize=64)
def _boxes(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, purpose))) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"entregent seal: {purpose}".encode()).derive(key.encode())
