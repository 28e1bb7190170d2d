"""What an installation sets for its mails, from the environment (read at each use: a test may change it)."""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from entregent.channels.mail.dkim import SealKey, sign

MAX_BYTES = 30 * 1024 * 1024
"""Of a whole mail, announced by SIZE."""

KEPT_DAYS = int(os.environ.get("ENTREGENT_RAW_MAIL_DAYS", "90"))
"""How long a raw mail is kept once it was taken in or ignored; what is quarantined stays."""


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that carries our mails to the world. ``security`` is ``none``, ``starttls`` or ``tls``."""

    host: str
    port: int
    user: str
    password: str
    security: str


def relay() -> Relay:
    """The relay of ``ENTREGENT_SMTP_HOST``, ``_PORT``, ``_USER``, ``_PASSWORD``, ``_TLS`` (none, starttls or tls).

    Raises ImproperlyConfigured for another word: a mistyped one must not send in clear.
    """
    security = os.environ.get("ENTREGENT_SMTP_TLS", "none")
    if security not in ("none", "starttls", "tls"):
        raise ImproperlyConfigured("ENTREGENT_SMTP_TLS must be none, starttls or tls.")
    return Relay(
        host=os.environ.get("ENTREGENT_SMTP_HOST", "127.0.0.1"),
        port=int(os.environ.get("ENTREGENT_SMTP_PORT", "25")),
        user=os.environ.get("ENTREGENT_SMTP_USER", ""),
        password=os.environ.get("ENTREGENT_SMTP_PASSWORD", ""),
        security=security,
    )


def seal_keys(address: str, selectors: str) -> list[SealKey]:
    """The DKIM keys of an address: ``<selector>.<domain>.pem`` in the folder of ``ENTREGENT_DKIM_KEYS``, one a selector.

    ``selectors`` stand apart by spaces. Raises FileNotFoundError when a key is not there.
    """
    domain = address.rpartition("@")[2]
    folder = Path(os.environ.get("ENTREGENT_DKIM_KEYS", "dkim"))
    return [SealKey(domain, one, (folder / f"{one}.{domain}.pem").read_bytes()) for one in selectors.split()]


def try_seal(address: str, selectors: str) -> None:
    """Seal a word, so that a key that is missing or wrong is told when it is set, not when answers stay unsent.

    Raises FileNotFoundError or another OSError, SealRefused.
    """
    sign(f"From: {address}\r\n\r\n.\r\n".encode(), seal_keys(address.lower(), selectors))


def own_host(address: str) -> str:
    """The host in the Message-IDs of what an address sends: of this installation and this domain only.

    Not the bare domain, which the company's other mail servers use too: their mails must not be taken for ours come back.
    """
    return f"e{_mark(settings.SECRET_KEY)}.{address.rpartition('@')[2].lower()}"


def threading_key() -> bytes:
    """The secret that signs the tokens by which an answer finds its conversation."""
    return _key(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"entregent mail threads:" + secret.encode()).digest()


@lru_cache(maxsize=4)
def _mark(secret: str) -> str:
    return hashlib.sha256(b"entregent mail host:" + secret.encode()).hexdigest()[:8]
