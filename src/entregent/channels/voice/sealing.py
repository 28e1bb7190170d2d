"""Passwords of trunks and telephones, keys of recordings, at rest."""

import base64

from entregent.access import sealing

SEAL = "telephone"
"""What these passwords are sealed for."""
RECORDING_SEAL = "recording"
"""The same of the keys of recordings."""


def seal(secret: str) -> str:
    """The form in which a secret is stored."""
    return sealing.seal(secret, SEAL) if secret else ""


def unseal(stored: str) -> str:
    """The secret of a stored form. Raises SealBroken."""
    return sealing.unseal(stored, SEAL) if stored else ""


def seal_key(key: bytes) -> str:
    """The form in which the key of a recording is stored."""
    return sealing.seal(base64.b64encode(key).decode(), RECORDING_SEAL)


def unseal_key(stored: str) -> bytes:
    """The key of a stored form. Raises SealBroken."""
    return base64.b64decode(sealing.unseal(stored, RECORDING_SEAL))
