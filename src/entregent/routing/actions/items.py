"""What every action does with an item: lock it, end its offer, tell of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.access.models import Membership, Staff
from entregent.journal.kinds import Fact
from entregent.routing import events
from entregent.routing.errors import CannotServe, Unknown
from entregent.routing.models import Offer, Presence, WorkItem
from entregent.routing.queries import OPEN, WORKING_ROLES

State = WorkItem.State


def locked(item_id: UUID) -> WorkItem:
    """The item, held until the end of the transaction: always before its offer and its agent's presence. Raises Unknown."""
    item = WorkItem.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise Unknown
    return item


def locked_open(subject: UUID) -> WorkItem | None:
    """The item under which a subject waits, rings or is in hand; held until the end of the transaction."""
    return WorkItem.objects.select_for_update().filter(subject=subject, state__in=OPEN).first()


def about(item: WorkItem, now: datetime, actor: str) -> dict[str, Any]:
    """What every fact of an item says."""
    return {
        "brand": item.brand_id, "at": now, "subject": item.subject, "actor": actor, "person": item.person,
        "item": item.id, "queue": item.queue_id, "ticket": item.subject,
    }  # fmt: skip


def seconds(since: datetime | None, until: datetime | None) -> float | None:
    """Seconds between two moments, to the tenth; None when one is missing."""
    return None if since is None or until is None else round((until - since).total_seconds(), 1)


def withdraw_offer(item: WorkItem, now: datetime, actor: str, why: str) -> list[Fact]:
    """Stop the offer that rings for a locked item, if any. The item itself is the caller's to change."""
    if item.state != State.OFFERED:
        return []
    offer = Offer.objects.get(item=item, state=Offer.State.RINGING)
    offer.state, offer.ended_at, offer.reason = Offer.State.WITHDRAWN, now, why
    offer.save(update_fields=["state", "ended_at", "reason"])
    return [
        events.offer_withdrawn(
            **about(item, now, actor), offer=offer.id, staff=offer.staff_id, rang=seconds(offer.offered_at, now), why=why
        )
    ]


def back_to_queue(item: WorkItem) -> None:
    """Make a locked item wait again, with its age."""
    item.state, item.agent, item.taken_at, item.wrap_up_at = State.WAITING, None, None, None
    item.save(update_fields=["state", "agent", "taken_at", "wrap_up_at"])


def rest(staff_id: UUID | None, now: datetime) -> None:
    """The agent was given or has finished something: the longest idle comes first from now on."""
    if staff_id:
        Presence.objects.filter(staff=staff_id).update(idle_since=now)


def must_serve(staff_id: UUID, brand_id: UUID) -> None:
    """Raises Unknown when there is no such agent, CannotServe when they do not work for the brand."""
    staff = Staff.objects.filter(id=staff_id).first()
    if staff is None:
        raise Unknown
    serves = Membership.objects.filter(staff=staff, of_brand=brand_id, role__in=WORKING_ROLES).exists()
    if not (staff.is_active and serves):
        raise CannotServe(staff.name)
