"""The addresses that lead to a person."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from entregent.journal.actions import append
from entregent.kernel import handles
from entregent.people import events
from entregent.people.actions.persons import fresh_search_key
from entregent.people.errors import HandleRefused
from entregent.people.models import Handle, Person


def add_handle(
    person: Person, address: handles.Handle, *, source: str, now: datetime, actor: str, label: str = "", verified: bool = False
) -> Handle:
    """Let an address lead to a person, whoever else it leads to. Raises HandleRefused when it already does."""
    handle = Handle(
        brand_id=person.brand_id, person=person, kind=address.kind.value, value=address.value, label=label[:40],
        source=source[:40], verified_at=now if verified else None, last_seen_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            handle.save(force_insert=True)
    except IntegrityError as error:
        raise HandleRefused("known", "This address already leads to this person.") from error
    _refresh(person, now)
    append([_fact(events.handle_added, handle, now, actor, handle=handle.id, handle_kind=handle.kind, source=source)])
    return handle


def remove_handle(handle: Handle, *, now: datetime, actor: str) -> None:
    """Let an address lead to its person no more; what was written from it stays."""
    fact = _fact(events.handle_removed, handle, now, actor, handle=handle.id, handle_kind=handle.kind)
    person = handle.person
    handle.delete()
    _refresh(person, now)
    append([fact])


def choose_candidate(handle: handles.Handle, person: Person, *, now: datetime, actor: str) -> Handle:
    """Learn who is behind a shared address: the chosen person comes first the next time.

    A person to whom the address did not lead yet gets it, since the agent says so. Person may be one that was merged.
    """
    kept = person.merged_into or person
    address, made = Handle.objects.get_or_create(
        brand_id=kept.brand_id, kind=handle.kind.value, value=handle.value, person=kept,
        defaults={"source": "agent", "last_seen_at": now},
    )  # fmt: skip
    Handle.objects.filter(id=address.id).update(times_chosen=F("times_chosen") + 1, last_seen_at=now)
    facts = [_fact(events.candidate_chosen, address, now, actor, handle=address.id)]
    if made:
        _refresh(kept, now)
        facts.append(
            _fact(events.handle_added, address, now, actor, handle=address.id, handle_kind=address.kind, source="agent")
        )
    append(facts)
    address.refresh_from_db()
    return address


def forget_choice(handle: handles.Handle, person: Person, *, now: datetime, actor: str) -> None:
    """Unlearn one choice that was a mistake; does nothing when the address leads to the person no more."""
    kept = person.merged_into or person
    address = Handle.objects.filter(person=kept, kind=handle.kind.value, value=handle.value).first()
    if address is None:
        return
    Handle.objects.filter(id=address.id, times_chosen__gt=0).update(times_chosen=F("times_chosen") - 1)
    append([_fact(events.choice_forgotten, address, now, actor, handle=address.id)])


def verify_handle(handle: Handle, *, now: datetime) -> None:
    """The person proved that the address is theirs (a code, a signed link)."""
    Handle.objects.filter(id=handle.id).update(verified_at=now)


def mark_undeliverable(brand_id: UUID, address: handles.Handle, *, now: datetime | None) -> int:
    """Remember that an address refuses our messages for good (None: it works again); return how many rows changed."""
    rows = Handle.objects.filter(brand_id=brand_id, kind=address.kind.value, value=address.value)
    if now is None:
        return rows.exclude(undeliverable_since=None).update(undeliverable_since=None)
    return rows.filter(undeliverable_since=None).update(undeliverable_since=now)


def _refresh(person: Person, now: datetime) -> None:
    person.search_key, person.updated_at = fresh_search_key(person), now
    person.save(update_fields=["search_key", "updated_at"])


def _fact(kind, row: Handle, now: datetime, actor: str, **data: object):
    person = row.person_id
    return kind(brand=row.brand_id, at=now, subject=person, actor=actor, person=person, **data)
