"""Codes that take a session up on another medium: six digits to say or to type, good once, for a quarter of an hour."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from entregent.scenarios.models import Session

LASTS = timedelta(minutes=15)
DIGITS = 6
TRIES = 20


def give_code(session: Session, now: datetime) -> str:
    """A new code for a session, the only one that it then has; the caller saves the session.

    Of a million, and no other session of the brand has it now.
    """
    Session.objects.filter(brand=session.brand_id, carry_until__lte=now).exclude(carry_digest="").update(carry_digest="")
    for _ in range(TRIES):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        digest = digest_of(session.brand_id, code)
        if not Session.objects.filter(brand=session.brand_id, carry_digest=digest).exists():
            session.carry_digest, session.carry_until = digest, now + LASTS
            return code
    raise RuntimeError("no free code was found")


def digest_of(brand: UUID, code: str) -> str:
    """What is kept of a code: nobody finds it again in a copy of the database."""
    digits = "".join(one for one in code if one.isdecimal())
    return hmac.new(settings.SECRET_KEY.encode(), f"scenarios.carry {brand} {digits}".encode(), sha256).hexdigest()
