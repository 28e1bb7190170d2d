"""An item comes into an agent's hands, or leaves them for the queue."""

from datetime import datetime
from uuid import UUID

from entregent.access.models import Staff
from entregent.journal.kinds import Fact
from entregent.routing import events
from entregent.routing.actions.items import (
    State,
    about,
    back_to_queue,
    locked,
    locked_open,
    must_serve,
    rest,
    seconds,
    withdraw_offer,
)
from entregent.routing.errors import AlreadyTaken, ItemOver, NotInHand, OfferOver, Unknown
from entregent.routing.models import Offer, Presence, WorkItem


def accept(offer_id: UUID, staff_id: UUID, now: datetime) -> tuple[WorkItem, list[Fact]]:
    """The agent takes what rings; a second click changes nothing and tells nothing.

    Raises Unknown when it never rang for this agent, AlreadyTaken when someone else has it, OfferOver when it rings no more.
    """
    item, offer = _locked_offer(offer_id, staff_id)
    if offer.state == Offer.State.ACCEPTED and item.state == State.TAKEN and item.agent_id == staff_id:
        return item, []
    if offer.state != Offer.State.RINGING:
        _refuse_if_taken(item)
        raise OfferOver
    offer.state, offer.ended_at = Offer.State.ACCEPTED, now
    offer.save(update_fields=["state", "ended_at"])
    item.state, item.taken_at = State.TAKEN, now
    item.save(update_fields=["state", "taken_at"])
    Presence.objects.filter(staff=staff_id).exclude(missed=0).update(missed=0)
    actor = f"staff:{staff_id}"
    common = about(item, now, actor)
    return item, [
        events.offer_accepted(**common, offer=offer.id, staff=staff_id, rang=seconds(offer.offered_at, now)),
        events.item_taken(**common, staff=staff_id, how="offer", waited=seconds(item.enqueued_at, now), **_told(item)),
    ]


def refuse(offer_id: UUID, staff_id: UUID, now: datetime, reason: str = "") -> tuple[WorkItem, list[Fact]]:
    """The agent refuses what rings: it goes to another, and not back to them before a while. Raises Unknown, OfferOver."""
    item, offer = _locked_offer(offer_id, staff_id)
    if offer.state != Offer.State.RINGING:
        raise OfferOver
    offer.state, offer.ended_at, offer.reason = Offer.State.REFUSED, now, reason[:200]
    offer.save(update_fields=["state", "ended_at", "reason"])
    item.refused_by = sorted({*item.refused_by, staff_id})
    item.save(update_fields=["refused_by"])
    back_to_queue(item)
    Presence.objects.filter(staff=staff_id).exclude(missed=0).update(missed=0)
    return item, [
        events.offer_refused(
            **about(item, now, f"staff:{staff_id}"), offer=offer.id, staff=staff_id, rang=seconds(offer.offered_at, now)
        )
    ]


def take(
    item_id: UUID, staff_id: UUID, now: datetime, *, actor: str | None = None, over: bool = False
) -> tuple[WorkItem, list[Fact]]:
    """Take by hand an item that waits or rings; with ``over`` also out of another's hands (a supervisor's act).

    ``actor`` is the agent when left out; someone else's is an assignment. Capacity does not stop a hand. Raises Unknown,
    AlreadyTaken (without ``over``), ItemOver, CannotServe.
    """
    return _take(locked(item_id), staff_id, now, actor, over)


def take_subject(
    subject: UUID, staff_id: UUID, *, now: datetime, actor: str | None = None
) -> tuple[WorkItem | None, list[Fact]]:
    """The same for whatever item the subject is under, out of another's hands too; nothing when it has none."""
    item = locked_open(subject)
    return _take(item, staff_id, now, actor, over=True) if item else (None, [])


def _take(item: WorkItem, staff_id: UUID, now: datetime, actor: str | None, over: bool) -> tuple[WorkItem, list[Fact]]:
    must_serve(staff_id, item.brand_id)
    if item.state == State.TAKEN and item.agent_id == staff_id:
        return item, []
    if item.state not in (State.WAITING, State.OFFERED) and not (item.state == State.TAKEN and over):
        _refuse_if_taken(item)
        raise ItemOver
    by_hand = actor is None or actor == f"staff:{staff_id}"
    actor = actor or f"staff:{staff_id}"
    before = item.agent_id if item.state == State.TAKEN else None
    facts = withdraw_offer(item, now, actor, "taken")
    item.state, item.agent_id, item.taken_at = State.TAKEN, staff_id, now
    item.save(update_fields=["state", "agent", "taken_at"])
    rest(before, now)
    rest(staff_id, now)
    how = "by_hand" if by_hand else "assigned"
    waited = seconds(item.enqueued_at, now)
    common = about(item, now, actor)
    facts.append(events.item_taken(**common, staff=staff_id, how=how, waited=waited, taken_from=before, **_told(item)))
    return item, facts


def release(item_id: UUID, now: datetime, actor: str) -> tuple[WorkItem, list[Fact]]:
    """Back to its queue, with its age. Raises Unknown, NotInHand when nobody has it."""
    item = locked(item_id)
    if item.state not in (State.TAKEN, State.OFFERED):
        raise NotInHand
    return item, put_back(item, now, actor, "by_hand")


def release_subject(subject: UUID, *, now: datetime, actor: str) -> list[Fact]:
    """The same for whatever item the subject is under; nothing when nobody has it."""
    item = locked_open(subject)
    return put_back(item, now, actor, "by_hand") if item and item.state != State.WAITING else []


def put_back(item: WorkItem, now: datetime, actor: str, why: str) -> list[Fact]:
    """Put a locked item back in its queue; ``why`` says it of the offer that rings (``offer.withdrawn``) or of the item."""
    staff_id = item.agent_id
    facts = withdraw_offer(item, now, actor, why)
    in_hand = item.state == State.TAKEN
    back_to_queue(item)
    rest(staff_id, now)
    return [*facts, events.item_released(**about(item, now, actor), staff=staff_id, why=why)] if in_hand else facts


def _locked_offer(offer_id: UUID, staff_id: UUID) -> tuple[WorkItem, Offer]:
    """The item of an offer, locked, and the offer, which only changes under that lock. Raises Unknown."""
    item = WorkItem.objects.select_for_update(of=["self"]).filter(offers=offer_id, offers__staff=staff_id).first()
    if item is None:
        raise Unknown
    return item, Offer.objects.get(id=offer_id)


def _refuse_if_taken(item: WorkItem) -> None:
    if item.state in (State.TAKEN, State.WRAP_UP) and item.agent_id:
        raise AlreadyTaken(Staff.objects.values_list("name", flat=True).get(id=item.agent_id))


def _told(item: WorkItem) -> dict[str, int]:
    return {} if item.forecast_seconds is None else {"forecast": item.forecast_seconds}
