"""What somebody prefers: learnt from each exchange, corrected by whoever it is about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from entregent.brands.statements import fetch
from entregent.journal.actions import append
from entregent.kernel.ids import uuid7
from entregent.people import events
from entregent.people.actions.holding import hold
from entregent.people.errors import PeopleError
from entregent.people.models import Person, Preference
from entregent.people.rules.preferences import ANY, BANDS, CHANNELS, LANGUAGES

CHOICES: Mapping[str, tuple[str, ...]] = {"channel": CHANNELS, "hour": BANDS, "language": LANGUAGES}
"""What may be said of each; a subject is only learnt."""

ONE_MORE = """
    INSERT INTO people_preference AS known (id, brand_id, person_id, about, value, source, times, first_at, last_at)
    SELECT id, %s, %s, about, value, 'exchange', 1, %s, %s
    FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new (id, about, value)
    ON CONFLICT (person_id, about, value, source) DO UPDATE SET times = known.times + 1, last_at = excluded.last_at
    WHERE known.last_at < excluded.last_at
    RETURNING 1
"""


def learn(brand: UUID, person: UUID, seen: Iterable[tuple[str, str]], at: datetime) -> None:
    """Count what an exchange shows of a person: pairs of what it is about and its value; one statement for all.

    The same exchange told twice counts once: what is not later than what is known changes nothing.
    """
    pairs = sorted({(about, value[:80]) for about, value in seen if value})
    if pairs:
        ids, abouts, values = [uuid7() for _ in pairs], [about for about, _ in pairs], [value for _, value in pairs]
        fetch(ONE_MORE, [brand, hold(person), at, at, ids, abouts, values])


def forget(person: Person, about: str, *, now: datetime, actor: str) -> None:
    """Forget what exchanges have taught about somebody: what comes later is learnt anew. Raises PeopleError."""
    if about not in Preference.About.values:
        raise PeopleError("preference", "This cannot be preferred.")
    learnt = Preference.objects.filter(person=person, about=about, source=Preference.Source.EXCHANGE)
    if learnt.delete()[0]:
        fact = events.preference_forgotten
        append([fact(brand=person.brand_id, at=now, subject=person.id, actor=actor, person=person.id, about=about)])


def say(person: Person, about: str, value: str, *, source: str, now: datetime, actor: str) -> None:
    """Keep what a person says they prefer (``any``: they do not mind; empty: what their exchanges show counts again).

    ``source`` is ``person`` or ``staff``; the last word replaces the one before. Raises PeopleError for another value.
    """
    if about not in CHOICES or value not in {"", ANY, *CHOICES[about]}:
        raise PeopleError("preference", "This cannot be preferred.")
    spoken = Preference.objects.filter(person=person, about=about).exclude(source=Preference.Source.EXCHANGE)
    before = spoken.values_list("value", "source").first()
    if (before or ("", source)) == (value, source):
        return
    spoken.delete()
    if value:
        Preference.objects.create(
            brand_id=person.brand_id, person=person, about=about, value=value, source=source, first_at=now, last_at=now
        )
    append(
        [
            events.preference_said(
                brand=person.brand_id, at=now, subject=person.id, actor=actor, person=person.id, about=about, value=value
            )
        ]
    )
