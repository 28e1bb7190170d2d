"""What somebody prefers."""

from datetime import datetime
from uuid import UUID

from entregent.people.models import Preference
from entregent.people.rules.preferences import Preferred, Said, Seen, preferred


def preferences(person: UUID, now: datetime) -> dict[str, Preferred]:
    """About what (channel, hour, language, subject) → what is preferred, where it comes from, how sure; one statement."""
    return {about: found for about, (found, _learnt) in both(person, now).items() if found is not None}


def both(person: UUID, now: datetime) -> dict[str, tuple[Preferred | None, Preferred | None]]:
    """The same, beside what exchanges alone would show: who corrects it sees what they correct. One statement."""
    said: dict[str, Said] = {}
    seen: dict[str, list[Seen]] = {about: [] for about in Preference.About.values}
    for row in Preference.objects.filter(person=person):
        if row.source == Preference.Source.EXCHANGE:
            seen[row.about].append(Seen(row.value, row.times, row.first_at, row.last_at))
        elif row.about not in said or row.last_at > said[row.about].at:
            said[row.about] = Said(row.value, row.source, row.last_at)
    return {about: (preferred(said.get(about), found, now), preferred(None, found, now)) for about, found in seen.items()}


def spoken(person: UUID) -> dict[str, str]:
    """What the person, or staff for them, said they prefer; one statement."""
    rows = Preference.objects.filter(person=person).exclude(source=Preference.Source.EXCHANGE).order_by("last_at")
    return dict(rows.values_list("about", "value"))
