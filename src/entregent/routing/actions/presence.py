"""What agents say of themselves, and what their silence says."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from entregent.access.models import Membership
from entregent.journal.kinds import Fact
from entregent.routing import events
from entregent.routing.actions.hands import put_back
from entregent.routing.actions.items import seconds
from entregent.routing.models import PauseReason, Presence, WorkItem
from entregent.routing.queries import WORKING_ROLES

SIGN_OF_LIFE = timedelta(seconds=20)
"""A sign of life younger than this is not written again: a desk sends one with every request."""


def set_presence(
    staff_id: UUID, state: str, now: datetime, actor: str, *, reason: PauseReason | None = None, why: str = "by_hand"
) -> tuple[Presence, list[Fact]]:
    """The agent becomes available, paused (with a reason) or offline; what rings for one who leaves goes back to its queue.

    ``why`` is by_hand, supervisor, no_answer, missed_call or vanished. The same state and reason only count as a sign of life.
    One fact for each brand served. Raises ValueError for an unknown state or a pause without reason.
    """
    if state not in Presence.State.values:
        raise ValueError(f"unknown state of presence: {state!r}")
    if (state == Presence.State.PAUSED) != (reason is not None):
        raise ValueError("a pause, and only a pause, has a reason")
    facts: list[Fact] = []
    # Items are locked before presences everywhere; what a dispatcher offers in between is taken back below.
    if state != Presence.State.AVAILABLE:
        facts += _withdraw(staff_id, now, actor, why)
    moment = {"since": now, "idle_since": now, "seen_at": now}
    presence, _made = Presence.objects.select_for_update().get_or_create(staff_id=staff_id, defaults=moment)
    before, since = presence.state, presence.since
    same = (before, presence.reason_id) == (state, reason.id if reason else None)
    if not (state == Presence.State.OFFLINE and why == "vanished"):
        presence.seen_at = now
    if not same:
        presence.state, presence.reason, presence.since = state, reason, now
        if state == Presence.State.AVAILABLE:
            presence.idle_since, presence.missed = now, 0
    presence.save(update_fields=["state", "reason", "since", "idle_since", "seen_at", "missed"])
    presence.refresh_from_db(fields=["held", "open_to"])
    if state != Presence.State.AVAILABLE:
        facts += _withdraw(staff_id, now, actor, why)
    if same:
        return presence, facts
    brands = Membership.objects.filter(staff=staff_id, role__in=WORKING_ROLES, of_brand__active=True)
    return presence, facts + [
        events.presence_changed(
            brand=brand, at=now, subject=staff_id, actor=actor, staff=staff_id, state=state, before=before,
            reason=reason.id if reason else None, lasted=seconds(since, now), why=why,
        )
        for brand in brands.values_list("of_brand_id", flat=True)
    ]  # fmt: skip


def equip(staff_id: UUID, channel: str, has: bool, now: datetime) -> None:
    """Say whether an agent has at hand what a channel takes (a telephone for calls): without it nothing of it is offered to
    them. Saying the same twice changes nothing."""
    moment = {"since": now, "idle_since": now, "seen_at": now}
    presence, _made = Presence.objects.select_for_update().get_or_create(staff_id=staff_id, defaults=moment)
    if (channel in presence.lacks) == has:
        presence.lacks = sorted({*presence.lacks} ^ {channel})
        presence.save(update_fields=["lacks"])


def nobody_has(channel: str) -> None:
    """What a channel takes is out of order for everybody, until each is equipped again."""
    for presence in Presence.objects.select_for_update().exclude(lacks__contains=[channel]).order_by("staff_id"):
        presence.lacks = sorted({*presence.lacks, channel})
        presence.save(update_fields=["lacks"])


def seen(staff_id: UUID, now: datetime) -> None:
    """A sign of life of the agent's desk: without one for a while, the agent is held to be gone."""
    all_seen([staff_id], now)


def all_seen(staff: Collection[UUID], now: datetime) -> None:
    """The same of several."""
    Presence.objects.filter(staff__in=staff, seen_at__lt=now - SIGN_OF_LIFE).update(seen_at=now)


def _withdraw(staff_id: UUID, now: datetime, actor: str, why: str) -> list[Fact]:
    # An item being accepted at this very moment is skipped: the agent has answered.
    ringing = WorkItem.objects.select_for_update(skip_locked=True).filter(agent=staff_id, state=WorkItem.State.OFFERED)
    left = "vanished" if why == "vanished" else "agent_left"
    return [fact for item in ringing for fact in put_back(item, now, actor, left)]
