"""What this room does about facts: whoever is new or changed is compared with the others, in the background."""

from entregent.jobs.app import later
from entregent.journal.models import Event
from entregent.people.jobs import check_duplicates


def compare_with_others(event: Event) -> None:
    """Have duplicates looked for; doing it twice proposes nothing twice."""
    later(check_duplicates, brand=str(event.brand_id), person=str(event.subject), once=f"duplicates:{event.subject}")


REACTIONS = {
    "person.created": [compare_with_others],
    "person.changed": [compare_with_others],
    "person.handle_added": [compare_with_others],
}
