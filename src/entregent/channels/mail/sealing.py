"""Passwords of mailboxes at rest: sealed, or left in the environment."""

import os

from entregent.access import sealing
from entregent.access.sealing import SealBroken

SEAL = "mailbox"
"""What these passwords are sealed for."""

ENVIRONMENT = "env:"


def seal(password: str) -> str:
    """The form in which a password is stored; ``env:NAME`` stays as it is and names a variable of the environment."""
    return password if password.startswith(ENVIRONMENT) else sealing.seal(password, SEAL)


def unseal(stored: str) -> str:
    """The password of a stored form. Raises SealBroken."""
    if stored.startswith(ENVIRONMENT):
        try:
            return os.environ[stored.removeprefix(ENVIRONMENT)]
        except KeyError as missing:
            raise SealBroken(f"The variable {missing.args[0]} is not set.") from None
    try:
        return sealing.unseal(stored, SEAL)
    except SealBroken as error:
        raise SealBroken("The password of the mailbox cannot be read: type it anew.") from error
