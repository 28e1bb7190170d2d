"""Taking what is due, sending it, writing down what became of it. No transaction is open while a receiver makes us wait."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from standardwebhooks import Webhook

from entregent import __version__
from entregent.access.actions import audit
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.webhooks.client import Outcome, post
from entregent.webhooks.models import Delivery, Endpoint
from entregent.webhooks.rules import must_stop, payload, wait_after
from entregent.webhooks.stopping import stop

AT_ONCE = 8
LEASE = timedelta(seconds=60)
REST = timedelta(seconds=60)
"""A receiver that does not answer is left alone so long: it holds a worker's place ten seconds in seventy, not always."""


@dataclass(frozen=True)
class Letter:
    """A delivery ready to leave."""

    delivery: UUID
    url: str
    body: str
    secrets: tuple[str, ...]


def drain(brand: UUID, endpoint: UUID, rounds: int = 100) -> int:
    """Send what is due to one endpoint, some at a time; return how many were tried.

    One worker at a time holds the endpoint. A receiver that does not answer ends the round.
    """
    tried = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks") as pool:
        for _ in range(rounds):
            letters = _take(brand, endpoint, timezone.now())
            if not letters:
                break
            outcomes = list(pool.map(_send, letters))
            tried += len(letters)
            if not _record(brand, endpoint, list(zip(letters, outcomes, strict=True)), timezone.now()):
                break
    return tried


def _take(brand: UUID, endpoint_id: UUID, now: datetime) -> list[Letter]:
    with visible([brand]):
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        awake = Q(resting_until=None) | Q(resting_until__lte=now)
        held = Endpoint.objects.filter(free, awake, id=endpoint_id, active=True).update(lease_until=now + LEASE)
        if not held:
            return []
        endpoint = Endpoint.objects.get(id=endpoint_id)
        due = endpoint.deliveries.filter(state=Delivery.State.PENDING, next_at__lte=now).order_by("next_at", "id")[:AT_ONCE]
        events = Event.objects.in_bulk([delivery.event for delivery in due])
        letters = [_letter(endpoint, delivery, events[delivery.event], now) for delivery in due]
        if not letters:
            Endpoint.objects.filter(id=endpoint_id).update(lease_until=None)
        return letters


def _letter(endpoint: Endpoint, delivery: Delivery, event: Event, now: datetime) -> Letter:
    body = payload(
        event=event.id, kind=event.kind, at=event.at, brand=str(event.brand_id), actor=event.actor,
        subject=str(event.subject), person=str(event.person) if event.person else None, version=event.v, data=event.data,
    )  # fmt: skip
    old = endpoint.previous_until is not None and now < endpoint.previous_until
    secrets = (endpoint.secret, endpoint.previous_secret) if old else (endpoint.secret,)
    return Letter(delivery.id, endpoint.url, json.dumps(body, ensure_ascii=False), secrets)


def _send(letter: Letter) -> Outcome:
    now = timezone.now()
    name = message_id(letter.delivery)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Entregent/{__version__}",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(name, now, letter.body) for secret in letter.secrets),
    }
    return post(letter.url, letter.body.encode(), headers, private=settings.WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES)


def message_id(delivery: UUID) -> str:
    """The ``webhook-id``: the same at each try and replay."""
    return f"msg_{delivery.hex}"


def _record(brand: UUID, endpoint_id: UUID, sent: list[tuple[Letter, Outcome]], now: datetime) -> bool:
    """Write down the outcomes; whether to go on with this endpoint now."""
    with visible([brand]):
        endpoint = Endpoint.objects.select_for_update().filter(id=endpoint_id).first()
        if endpoint is None:
            return False
        rows = Delivery.objects.in_bulk([letter.delivery for letter, _outcome in sent])
        known = [(rows[letter.delivery], outcome) for letter, outcome in sent if letter.delivery in rows]
        for delivery, outcome in known:
            _write(delivery, outcome, now)
        Delivery.objects.bulk_update(
            rows.values(), ["state", "attempts", "next_at", "status", "error", "milliseconds", "last_at"]
        )
        endpoint.lease_until = None
        silent = not any(outcome.status for _letter, outcome in sent)
        if any(outcome.received for _letter, outcome in sent):
            endpoint.failing_since = endpoint.resting_until = None
        else:
            endpoint.failing_since = endpoint.failing_since or now
            endpoint.resting_until = now + REST if silent else None
        endpoint.save(update_fields=["lease_until", "failing_since", "resting_until"])
        gone = 410 if any(outcome.status == 410 for _letter, outcome in sent) else None
        why = must_stop(endpoint.failing_since, now, gone) if endpoint.failing_since else None
        if why and endpoint.active:
            stop(endpoint, why, now=now, actor="system:webhooks")
            audit("webhook.stopped", now=now, brand_id=brand, endpoint=str(endpoint.id), why=why)
        return endpoint.active and not silent


def _write(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    delivery.attempts += 1
    delivery.status, delivery.error, delivery.last_at = outcome.status, outcome.error, now
    delivery.milliseconds, delivery.next_at = outcome.milliseconds, None
    if outcome.received:
        delivery.state = Delivery.State.SUCCEEDED
        return
    wait = wait_after(delivery.attempts, random.random(), outcome.retry_after)  # noqa: S311  spreads, hides nothing
    if wait is None:
        delivery.state = Delivery.State.FAILED
    else:
        delivery.next_at = now + wait
