"""Who the brand's own site says its visitor is: a JSON Web Token (RFC 7519) signed with HMAC-SHA256 by the widget's secret.

Written by hand because it is short, and because only one algorithm is ever accepted. Pure.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

LONGEST = 4_096
MOST_SECONDS = 24 * 3600
"""A token that lives longer than a day is refused: it would be found in a log one day."""
LEEWAY = 60
"""Seconds by which the site's clock may be before or behind ours."""


class IdentityRefused(ValueError):
    """The token proves nothing; ``reason`` is a stable word for the site's developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"identity refused: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """What the site vouches for: its own reference of the customer, their mail, or both; perhaps a name and a number."""

    reference: str = ""
    mail: str = ""
    name: str = ""
    phone: str = ""

    @property
    def subject(self) -> str:
        """What makes two visits those of one customer."""
        return f"ref:{self.reference}" if self.reference else f"mail:{self.mail}"


def verify(token: str, secret: str, now: float) -> Identity:
    """The identity of a token, at an instant in seconds of the epoch. Raises IdentityRefused."""
    if len(token) > LONGEST or not secret:
        raise IdentityRefused("too-long" if secret else "no-secret")
    head, _, rest = token.partition(".")
    body, _, signature = rest.partition(".")
    header = _json(head)
    if header.get("alg") != "HS256" or "crit" in header:
        raise IdentityRefused("algorithm")
    expected = hmac.digest(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256)
    if not hmac.compare_digest(_bytes(signature), expected):
        raise IdentityRefused("signature")
    claims = _json(body)
    expiry = claims.get("exp")
    if isinstance(expiry, bool) or not isinstance(expiry, (int, float)):
        raise IdentityRefused("no-expiry")
    if expiry < now - LEEWAY:
        raise IdentityRefused("expired")
    if expiry > now + MOST_SECONDS + LEEWAY:
        raise IdentityRefused("too-far")
    identity = Identity(
        _text(claims, "sub", 60), _text(claims, "email", 254), _text(claims, "name", 120), _text(claims, "phone", 30)
    )
    if not identity.reference and not identity.mail:
        raise IdentityRefused("nobody")
    return identity


def sign(claims: dict[str, Any], secret: str) -> str:
    """A token, as a site makes it: what tests and the demonstration use."""
    head = _written({"alg": "HS256", "typ": "JWT"})
    body = _written(claims)
    signature = hmac.digest(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{_base64(signature)}"


def _text(claims: dict[str, Any], name: str, longest: int) -> str:
    value = claims.get(name, "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isprintable():
        raise IdentityRefused(name)
    return value.strip()[:longest]


def _json(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(part))
    except (ValueError, RecursionError):
        raise IdentityRefused("unreadable") from None
    if not isinstance(value, dict):
        raise IdentityRefused("unreadable")
    return value


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise IdentityRefused("unreadable") from None


def _written(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
