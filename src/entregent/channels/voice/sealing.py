"""Passwords of trunks and telephones at rest."""

from entregent.access import sealing

SEAL = "telephone"
"""What these passwords are sealed for."""


def seal(secret: str) -> str:
    """The form in which a secret is stored."""
    return sealing.seal(secret, SEAL) if secret else ""


def unseal(stored: str) -> str:
    """The secret of a stored form. Raises SealBroken."""
    return sealing.unseal(stored, SEAL) if stored else ""
