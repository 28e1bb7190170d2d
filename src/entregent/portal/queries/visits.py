"""Who visits a portal."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from entregent.brands.models import Brand
from entregent.people.models import Handle, Person
from entregent.portal.models import Account, Portal, Session
from entregent.portal.queries.persons import opened_by

IDLE = timedelta(days=14)
"""A session that nobody used for so long is over."""

FRESH = timedelta(hours=1)
"""How long after entering one may change what one enters by."""


@dataclass
class Visit:
    """Somebody at a brand's portal. Without session: nobody. Without person: what several persons who share the address
    may each see."""

    brand: Brand
    portal: Portal
    now: datetime
    session: Session | None = None
    account: Account | None = None
    person: Person | None = None
    actor: str = field(init=False)

    def __post_init__(self) -> None:
        self.actor = f"person:{self.person.id}" if self.person else "system:portal"

    @property
    def entered(self) -> bool:
        """Whether it is somebody."""
        return self.session is not None

    @property
    def fresh(self) -> bool:
        """Whether they entered just now: only then may they change what they enter by."""
        return self.session is not None and self.now - self.session.entered_at < FRESH

    @cached_property
    def persons(self) -> frozenset[UUID]:
        """Whose messages they read: their own; of a shared address, those of all who share it."""
        if self.person is not None:
            return frozenset({self.person.id})
        return opened_by(self.brand.id, self.account.mail).persons if self.account else frozenset()

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The e-mail addresses at which we write to them."""
        if self.account is None:
            return frozenset()
        if self.person is None:
            return frozenset({self.account.mail})
        rows = Handle.objects.filter(person=self.person.id, kind=Handle.Kind.MAIL).values_list("value", flat=True)
        return frozenset({self.account.mail, *rows})


def portal_of(brand: Brand) -> Portal | None:
    """The brand's portal, None when it receives nobody; its walls are open."""
    return Portal.objects.filter(brand=brand, open=True).first()


def visit_of(brand: Brand, portal: Portal, key: str, now: datetime) -> Visit:
    """Who comes with this key of a session; nobody when it opens nothing here (any more)."""
    nobody = Visit(brand, portal, now)
    if not key:
        return nobody
    found = (
        Session.objects.filter(brand=brand, digest=digest_of(key), ends_at__gt=now, seen_at__gt=now - IDLE)
        .select_related("account__person__merged_into")
        .first()
    )
    if found is None:
        return nobody
    person = found.account.person
    return Visit(brand, portal, now, found, found.account, person.merged_into or person if person else None)


def sessions_of(account: Account, now: datetime) -> list[Session]:
    """Where an account is entered, the last used first."""
    return list(account.sessions.filter(ends_at__gt=now, seen_at__gt=now - IDLE).order_by("-seen_at"))


def digest_of(key: str) -> str:
    """What is kept of a session's key: 256 random bits need no slow digest."""
    return hashlib.sha256(key.encode()).hexdigest()
