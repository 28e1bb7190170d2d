"""From an address to a person: the first thing that happens to whatever comes in, so its statements are counted."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from entregent.brands.statements import fetch
from entregent.journal.kinds import Fact
from entregent.kernel import handles
from entregent.kernel.ids import uuid7
from entregent.people import events
from entregent.people.actions.holding import hold
from entregent.people.models import Handle
from entregent.people.rules.candidates import likeness, rank
from entregent.people.rules.names import cut_display_name
from entregent.people.rules.search import search_key

TOUCH_AFTER = timedelta(hours=1)
"""A busy address is written about once an hour: the row is read far more often than its date matters."""


CANDIDATES = """
    SELECT coalesce(person.merged_into_id, person.id), handle.id, handle.times_chosen, handle.last_seen_at,
        person.merged_into_id IS NOT NULL, person.given_name, person.family_name
    FROM people_handle AS handle JOIN people_person AS person ON person.id = handle.person_id
    WHERE handle.brand_id = %s AND handle.kind = %s AND handle.value = %s
    ORDER BY handle.times_chosen DESC, handle.last_seen_at DESC, handle.id
    LIMIT 50
    FOR KEY SHARE OF person
"""
MAKE = "SELECT people_identify(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to whom the address leads."""

    person_id: UUID
    handle_id: UUID
    times_chosen: int
    last_seen_at: datetime
    absorbed: bool = False
    """The address stayed with somebody who was merged into this person."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is behind an address: the likeliest person, all candidates (likeliest first), and the facts to append."""

    person_id: UUID
    created: bool
    candidates: list[Candidate]
    facts: list[Fact] = field(default_factory=list)


def identify(
    brand_id: UUID, handle: handles.Handle, *, display_name: str = "", source: str, now: datetime, actor: str = ""
) -> Identified:
    """Find the person behind an address, or make one; one statement when known and lately seen, two otherwise.

    Until the end of the transaction they are held (see ``holding``): what the caller writes for them is theirs.

    Candidates are ranked by how often agents chose them and by whether ``display_name`` is theirs, then by when they were
    last seen (``rules.candidates``); merged persons are followed.
    Of two processes that meet the same unknown address at once, one makes the person and the other waits for its
    commit and finds it. The caller appends ``facts`` with its own. ``source`` is the channel (40 characters at most);
    ``actor`` defaults to ``system:<source>``.
    """
    found = _candidates(brand_id, handle, display_name)
    if not found:
        made = _make(brand_id, handle, display_name, source, now, actor or f"system:{source}")
        if made is not None:
            return made
        found = _candidates(brand_id, handle, display_name)
    best = found[0]
    if best.absorbed:
        best = replace(best, person_id=hold(best.person_id))
    if now - best.last_seen_at > TOUCH_AFTER:
        Handle.objects.filter(id=best.handle_id).update(last_seen_at=now)
    return Identified(best.person_id, False, found)


def _candidates(brand_id: UUID, handle: handles.Handle, display_name: str) -> list[Candidate]:
    rows = fetch(CANDIDATES, [brand_id, handle.kind.value, handle.value])
    found = [(Candidate(*row), likeness(display_name, given, family)) for *row, given, family in rows]
    found.sort(key=lambda pair: rank(pair[0].times_chosen, pair[1], pair[0].last_seen_at), reverse=True)
    best: dict[UUID, Candidate] = {}
    for candidate, _alike in found:
        best.setdefault(candidate.person_id, candidate)
    return list(best.values())


def _make(
    brand_id: UUID, handle: handles.Handle, display_name: str, source: str, now: datetime, actor: str
) -> Identified | None:
    """None when another process was faster."""
    title, given, family = cut_display_name(display_name)
    key = search_key(given, family, "", [(handle.kind, handle.value)])
    person_id, handle_id = uuid7(), uuid7()
    settled = fetch(
        MAKE, [person_id, handle_id, brand_id, handle.kind.value, handle.value, title, given, family, key, source[:40], now]
    )[0][0]
    if settled != person_id:
        return None
    fact = events.person_created(brand=brand_id, at=now, subject=person_id, actor=actor, person=person_id, source=source)
    return Identified(person_id, True, [Candidate(person_id, handle_id, 0, now)], [fact])
