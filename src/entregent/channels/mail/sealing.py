"""Passwords of mailboxes at rest: sealed with a key made of the installation's own, or left in the environment."""

import base64
import hashlib
import os

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

_ENVIRONMENT = "env:"


class SealBroken(ValueError):
    """The password cannot be read: the signing key changed, or the variable is not set. Type it anew."""


def seal(password: str) -> str:
    """The form in which a password is stored; ``env:NAME`` stays as it is and names a variable of the environment."""
    return password if password.startswith(_ENVIRONMENT) else _box().encrypt(password.encode()).decode("ascii")


def unseal(stored: str) -> str:
    """The password of a stored form. Raises SealBroken."""
    if stored.startswith(_ENVIRONMENT):
        try:
            return os.environ[stored.removeprefix(_ENVIRONMENT)]
        except KeyError as missing:
            raise SealBroken(f"The variable {missing.args[0]} is not set.") from None
    try:
        return _box().decrypt(stored.encode("ascii")).decode()
    except (InvalidToken, ValueError) as error:
        raise SealBroken("The password of the mailbox cannot be read: type it anew.") from error


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"entregent mailbox:" + settings.SECRET_KEY.encode()).digest()))
