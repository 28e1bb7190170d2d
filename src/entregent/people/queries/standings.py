"""What the journal knows of persons' exchanges: all that the rules of the life cycle look at."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from entregent.brands.statements import fetch
from entregent.people.models import LifeCycle, Person
from entregent.people.rules.stages import Standing, Thresholds

# Facts keep the id of their day: those of the persons absorbed count for who absorbed them.
EXCHANGES = """
    SELECT coalesce(person.merged_into_id, person.id),
        count(*) FILTER (WHERE event.kind = 'message.received' AND event.at >= coalesce(kept.stage_since, kept.created_at)),
        max(event.at) FILTER (WHERE event.kind = 'message.received'),
        count(*) FILTER (WHERE event.kind <> 'message.received' AND event.at > %s)
    FROM people_person AS person
    JOIN people_person AS kept ON kept.id = coalesce(person.merged_into_id, person.id)
    JOIN journal_event AS event ON event.person = person.id
    WHERE (person.id = ANY(%s) OR person.merged_into_id = ANY(%s)) AND event.at <= %s AND (
        event.kind = 'message.received' AND event.data->>'automatic' IS DISTINCT FROM 'true'
        OR event.kind = 'promise.breached'
        OR event.kind = 'ticket.changed' AND event.data->'changes'->'type'->>1 = 'complaint')
    GROUP BY 1
"""


def thresholds_of(brand_id: UUID) -> tuple[Thresholds, bool]:
    """What a brand sets, the defaults when it set nothing; and whether stages move by themselves. One statement."""
    row = LifeCycle.objects.filter(brand=brand_id).first()
    if row is None:
        return Thresholds(), True
    return Thresholds(**{name: getattr(row, name) for name in Thresholds.__slots__}), row.automatic


def standings(persons: Sequence[Person], thresholds: Thresholds, now: datetime) -> dict[UUID, Standing]:
    """Where each of these persons stands; one statement for all of them."""
    found = _exchanges([person.id for person in persons], now - timedelta(days=thresholds.disappointments_within_days), now)
    return {
        person.id: Standing(
            person.stage, person.stage_since or person.created_at, person.created_at, *found.get(person.id, (0, None, 0)),
            is_customer=bool(person.external_reference), by_hand=person.stage_by_hand,
        )
        for person in persons
    }  # fmt: skip


def _exchanges(ids: Iterable[UUID], recent: datetime, now: datetime) -> dict[UUID, tuple[int, datetime | None, int]]:
    ids = list(ids)
    return {id: (contacts, last, bad) for id, contacts, last, bad in fetch(EXCHANGES, [recent, ids, ids, now])}
