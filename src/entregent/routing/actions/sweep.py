"""What time alone does: offers left unanswered, agents gone, wrap-ups over, queues that overflow."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from entregent.calendar.queries import parsed
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import business_elapsed
from entregent.routing import events
from entregent.routing.actions.ends import finish_locked
from entregent.routing.actions.hands import put_back
from entregent.routing.actions.items import State, about, seconds
from entregent.routing.actions.presence import set_presence
from entregent.routing.models import Offer, PauseReason, Presence, Queue, WorkItem
from entregent.routing.rules import LIVE, SILENCE, misses_allowed

ACTOR = "system:dispatch"
BATCH = 200
"""Rows a pass: a long backlog is worked off over several, so that no transaction lasts."""


def expire_offers(now: datetime) -> list[Fact]:
    """Offers that rang too long: the item waits again with its age, and first goes to others.

    An agent who lets as many in a row ring as the queue allows (``rules.misses_allowed``) is paused, with the reason "missed
    call" or "no answer".
    """
    late = WorkItem.objects.select_for_update(skip_locked=True, of=["self"]).filter(
        state=State.OFFERED, offers__state=Offer.State.RINGING, offers__expires_at__lte=now
    )
    facts: list[Fact] = []
    missed: dict[UUID, list[WorkItem]] = {}
    for item in late.select_related("queue").order_by("id")[:BATCH]:
        offer = Offer.objects.get(item=item, state=Offer.State.RINGING)
        offer.state, offer.ended_at = Offer.State.EXPIRED, now
        offer.save(update_fields=["state", "ended_at"])
        missed.setdefault(offer.staff_id, []).append(item)
        item.refused_by = sorted({*item.refused_by, offer.staff_id})
        item.state, item.agent = State.WAITING, None
        item.save(update_fields=["state", "agent", "refused_by"])
        facts.append(
            events.offer_expired(
                **about(item, now, ACTOR), offer=offer.id, staff=offer.staff_id, rang=seconds(offer.offered_at, now)
            )
        )
    for staff_id, items in sorted(missed.items()):
        facts += _missed(staff_id, items, now)
    return facts


def _missed(staff_id: UUID, items: list[WorkItem], now: datetime) -> list[Fact]:
    Presence.objects.filter(staff=staff_id).update(missed=F("missed") + len(items))
    times = Presence.objects.filter(staff=staff_id, state=Presence.State.AVAILABLE).values_list("missed", flat=True).first()
    away = [item for item in items if times and times >= misses_allowed(item.channel, item.queue.misses_before_pause)]
    if not away:
        return []
    code = PauseReason.MISSED_CALL if any(item.channel == "call" for item in away) else PauseReason.NO_ANSWER
    return set_presence(staff_id, Presence.State.PAUSED, now, ACTOR, reason=_pause(code), why=code)[1]


def part_with_the_vanished(now: datetime) -> list[Fact]:
    """Agents whose desk gives no sign of life go offline: what rings for them, and their live exchanges, go back."""
    gone = (
        Presence.objects.exclude(state=Presence.State.OFFLINE).filter(seen_at__lt=now - SILENCE).order_by("staff_id")
    ).values_list("staff_id", flat=True)
    facts: list[Fact] = []
    for staff_id in gone[:BATCH]:
        lost = WorkItem.objects.select_for_update(skip_locked=True).filter(agent=staff_id, state=State.TAKEN, channel__in=LIVE)
        for item in lost:
            facts += put_back(item, now, ACTOR, "vanished")
        facts += set_presence(staff_id, Presence.State.OFFLINE, now, ACTOR, why="vanished")[1]
    return facts


def end_wrap_ups(now: datetime) -> list[Fact]:
    """Wrap-ups that used up their queue's time are finished."""
    wrapping = (
        WorkItem.objects.select_for_update(skip_locked=True, of=["self"])
        .filter(state=State.WRAP_UP, wrap_up_at__lte=now)
        .order_by("wrap_up_at")
        .select_related("queue")[:BATCH]
    )
    return [
        fact
        for item in wrapping
        if item.wrap_up_at and item.wrap_up_at + timedelta(seconds=item.queue.wrap_up_seconds + item.wrap_up_added) <= now
        for fact in finish_locked(item, now, ACTOR)
    ]


def overflow(now: datetime) -> list[Fact]:
    """Items that waited longer than their queue's delay, in its open hours, go where it overflows and keep their age."""
    facts: list[Fact] = []
    full = Queue.objects.filter(active=True, overflow_to__active=True, overflow_after_seconds__isnull=False)
    for queue in full.select_related("calendar"):
        delay = timedelta(seconds=queue.overflow_after_seconds)
        hours = parsed(queue.calendar.hours) if queue.calendar else None
        late = WorkItem.objects.select_for_update(skip_locked=True).filter(
            queue=queue, state=State.WAITING, queued_at__lte=now - delay
        )
        for item in late.order_by("queued_at", "id")[:BATCH]:
            if hours and business_elapsed(hours, item.queued_at, now) < delay:
                break  # those after it waited less
            item.queue_id, item.queued_at, item.refused_by = queue.overflow_to_id, now, []
            item.save(update_fields=["queue", "queued_at", "refused_by"])
            facts.append(events.item_moved(**about(item, now, ACTOR), from_queue=queue.id, why="overflow"))
    return facts


def _pause(code: str) -> PauseReason:
    name = _("Missed call") if code == PauseReason.MISSED_CALL else _("No answer")
    return PauseReason.objects.get_or_create(code=code, defaults={"name": name, "position": 90})[0]
