"""Links sent to an address to prove it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from entregent.jobs.app import later
from entregent.portal import jobs
from entregent.portal.configuration import key
from entregent.portal.errors import LinkOver
from entregent.portal.models import Account, Link
from entregent.portal.rules.links import LASTS, link_of


def ask_link(
    brand: UUID, mail: str, *, language: str, following: str = "", adds_to: Account | None = None, now: datetime
) -> Link:
    """Have a link sent to an address, known or not: whether it leaves is decided later, so that asking tells nothing.

    ``adds_to``: the address is to be added to that account's person; without it the link lets in.
    """
    link = Link.objects.create(
        brand_id=brand, mail=mail, purpose=Link.Purpose.ADD if adds_to else Link.Purpose.ENTER, account=adds_to,
        language=language, following=following[:200], created_at=now, ends_at=now + LASTS,
    )  # fmt: skip
    later(jobs.send_link, lock=f"portal-link:{link.id}", brand=str(brand), link=str(link.id))
    return link


def look_at(brand: UUID, secret: str, purpose: str, now: datetime) -> Link:
    """The link of this secret, unused and in time. Raises LinkOver."""
    found = _good(brand, secret, purpose, now).first()
    if found is None:
        raise LinkOver()
    return found


def take(brand: UUID, secret: str, purpose: str, now: datetime) -> Link:
    """The same, used from now on: of those who try it at once one gets it. Raises LinkOver."""
    found = look_at(brand, secret, purpose, now)
    if not _good(brand, secret, purpose, now).update(used_at=now):
        raise LinkOver()
    return found


def _good(brand: UUID, secret: str, purpose: str, now: datetime):
    meant = link_of(secret, key())
    if meant is None:
        return Link.objects.none()
    return Link.objects.filter(Q(brand=brand, id=meant, purpose=purpose, used_at=None, ends_at__gt=now))
