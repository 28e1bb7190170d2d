"""Who asks: a program by its key, or a member of staff by the session of the pages."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from ninja.utils import check_csrf

from entregent.access.actions import authenticate
from entregent.access.models import ApiKey, Staff
from entregent.access.queries import Rights, rights_of
from entregent.rest.problems import Refusal

REMEMBERED = timedelta(seconds=5)
"""A key is looked up once in that time, not at each request: a revoked one dies that late at most."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class KeyRights:
    """What a key may do: its scopes, for its one brand. Answers the questions that ``access.queries.Rights`` does."""

    brand: UUID
    scopes: frozenset[str]

    @property
    def brands(self) -> list[UUID]:
        """The brand of the key."""
        return [self.brand]

    def may(self, permission: str, brand: UUID) -> bool:
        """Whether the key has the scope, and is of that brand."""
        return brand == self.brand and permission in self.scopes

    def brands_where(self, permission: str) -> list[UUID]:
        """The brand of the key when it has the scope."""
        return [self.brand] if permission in self.scopes else []


@dataclass(frozen=True)
class Caller:
    """Who asks. ``actor`` is what the facts say of them; ``staff`` is None for a program."""

    actor: str
    rights: KeyRights | Rights
    staff: Staff | None = None


class _Known:
    """The keys seen a moment ago, by the digest of their text (the text itself is not kept)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callers: dict[bytes, tuple[datetime, Caller]] = {}

    def caller(self, text: str, now: datetime) -> Caller | None:
        digest = hashlib.sha256(text.encode()).digest()
        found = self._callers.get(digest)
        if found is not None and timedelta(0) <= now - found[0] < REMEMBERED:
            return found[1]
        key = authenticate(text, now)
        if key is None:
            self._callers.pop(digest, None)
            return None
        caller = _of_key(key)
        with self._lock:
            if len(self._callers) > 10_000:
                self._callers.clear()
            self._callers[digest] = (now, caller)
        return caller


_known = _Known()


def caller_of(request: HttpRequest, now: datetime) -> Caller:
    """Who asks. Raises Refusal: nobody known, or a session's write that does not come from our pages."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        caller = _known.caller(text.strip(), now)
        if caller is None:
            raise _unknown('Bearer error="invalid_token"')
        return caller
    if not request.user.is_authenticated:
        raise _unknown("Bearer")
    if request.method not in SAFE_METHODS and check_csrf(request) is not None:
        raise Refusal("csrf")
    rights = rights_of(request.user)
    if rights.owes_second_factor:
        raise Refusal("forbidden")
    return Caller(f"staff:{request.user.id}", rights, request.user)


def _of_key(key: ApiKey) -> Caller:
    return Caller(f"key:{key.id}", KeyRights(key.of_brand_id, frozenset(key.scopes)))


def _unknown(challenge: str) -> Refusal:
    headers: Mapping[str, str] = {"WWW-Authenticate": challenge}
    return Refusal("unauthenticated", headers=headers)
