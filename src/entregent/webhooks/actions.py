"""Changing endpoints, and sending again by hand."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from entregent.access.sealing import seal
from entregent.egress.rules import url_is_sound
from entregent.jobs.app import later
from entregent.journal.actions import append
from entregent.journal.kinds import KINDS
from entregent.webhooks import events, jobs
from entregent.webhooks.errors import UnknownKind, UrlRefused, UrlTaken
from entregent.webhooks.models import SEAL, Delivery, Endpoint
from entregent.webhooks.stopping import stop

OLD_SECRET_SIGNS_FOR = timedelta(hours=24)


@transaction.atomic
def create_endpoint(brand_id: UUID, name: str, url: str, kinds: Iterable[str], *, now: datetime, actor: str) -> Endpoint:
    """Send the brand's facts of these kinds (none: all) to an address, from this transaction on.

    Raises UrlRefused, UrlTaken, UnknownKind.
    """
    wanted = _kinds(kinds)
    _check_url(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_xid()")
        xid = cursor.fetchone()[0]
    endpoint = Endpoint(
        brand_id=brand_id, name=name[:80], url=url, kinds=wanted, sealed_secret=seal(new_secret(), SEAL), created_at=now,
        from_xid=xid,
    )  # fmt: skip
    _save(endpoint)
    append([events.endpoint_created(brand=brand_id, at=now, subject=endpoint.id, actor=actor, kinds=wanted)])
    return endpoint


@transaction.atomic
def change_endpoint(
    endpoint: Endpoint,
    *,
    now: datetime,
    actor: str,
    name: str | None = None,
    url: str | None = None,
    kinds: Iterable[str] | None = None,
    active: bool | None = None,
) -> Endpoint:
    """Change what is given. Started again, an endpoint receives what comes from now on; older facts are replayed by hand.

    Raises UrlRefused, UrlTaken, UnknownKind.
    """
    changed = []
    if url is not None and url != endpoint.url:
        _check_url(url)
    wanted = {"name": name, "url": url, "kinds": None if kinds is None else _kinds(kinds)}
    for field, value in wanted.items():
        if value is not None and value != getattr(endpoint, field):
            setattr(endpoint, field, value)
            changed.append(field)
    if active and not endpoint.active:
        endpoint.active, endpoint.stopped_why, endpoint.stopped_at = True, "", None
        endpoint.failing_since = endpoint.resting_until = None
        changed.append("active")
    if changed:
        _save(endpoint)
        append([events.endpoint_changed(brand=endpoint.brand_id, at=now, subject=endpoint.id, actor=actor, changed=changed)])
    if active is False and endpoint.active:
        stop(endpoint, Endpoint.Why.BY_HAND, now=now, actor=actor)
    return endpoint


@transaction.atomic
def renew_secret(endpoint: Endpoint, *, now: datetime, actor: str) -> str:
    """Give a new signing secret; for a day messages are signed with both, so that the receiver changes without a gap."""
    fresh = new_secret()
    endpoint.sealed_previous, endpoint.previous_until = endpoint.sealed_secret, now + OLD_SECRET_SIGNS_FOR
    endpoint.sealed_secret = seal(fresh, SEAL)
    endpoint.save(update_fields=["sealed_secret", "sealed_previous", "previous_until"])
    append([events.endpoint_changed(brand=endpoint.brand_id, at=now, subject=endpoint.id, actor=actor, changed=["secret"])])
    return fresh


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, now: datetime, actor: str) -> None:
    """Remove an endpoint with the record of its deliveries."""
    append([events.endpoint_removed(brand=endpoint.brand_id, at=now, subject=endpoint.id, actor=actor)])
    endpoint.delete()


@transaction.atomic
def replay(endpoint: Endpoint, deliveries: Iterable[UUID] | None = None, *, since: datetime | None = None,
           now: datetime, actor: str) -> int:  # fmt: skip
    """Send again: these deliveries, whatever became of them, or all that were given up since a moment; return how many.

    They keep their ``webhook-id``, by which the receiver knows what it has already had.
    """
    rows = endpoint.deliveries.all()
    if deliveries is not None:
        rows = rows.filter(id__in=list(deliveries))
    else:
        rows = rows.filter(state=Delivery.State.FAILED)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    count = rows.update(state=Delivery.State.PENDING, attempts=0, next_at=now, error="")
    if count:
        Endpoint.objects.filter(id=endpoint.id).update(resting_until=None)
        later(jobs.drain, once=f"webhooks:{endpoint.id}", brand=str(endpoint.brand_id), endpoint=str(endpoint.id))
        append([events.deliveries_replayed(brand=endpoint.brand_id, at=now, subject=endpoint.id, actor=actor, count=count)])
    return count


def new_secret() -> str:
    """A signing secret in the form that the Standard Webhooks specification gives it: 256 random bits."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _kinds(kinds: Iterable[str]) -> list[str]:
    wanted = sorted(set(kinds))
    rooms = {f"{name.split('.')[0]}.*" for name in KINDS}
    if set(wanted) - KINDS.keys() - rooms:
        raise UnknownKind
    return wanted


def _check_url(url: str) -> None:
    if not url_is_sound(url, settings.WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES):
        raise UrlRefused


def _save(endpoint: Endpoint) -> None:
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError as error:
        raise UrlTaken from error
