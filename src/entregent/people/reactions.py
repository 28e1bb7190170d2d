"""What this room does about facts: whoever is new or changed is compared with the others, in the background; a merge takes
along what was being written meanwhile."""

from entregent.jobs.app import later
from entregent.journal.models import Event
from entregent.people.jobs import check_duplicates, judge_person, take_along


def compare_with_others(event: Event) -> None:
    """Have duplicates looked for; doing it twice proposes nothing twice."""
    later(check_duplicates, brand=str(event.brand_id), person=str(event.subject), once=f"duplicates:{event.subject}")


def judge(event: Event) -> None:
    """Have the person's stage judged at once: they wrote, or a promise to them was broken. Twice moves nothing twice."""
    if event.person is not None and not event.data.get("automatic"):
        later(judge_person, brand=str(event.brand_id), person=str(event.person), once=f"stage:{event.person}")


def settle(event: Event) -> None:
    """Look once more when whoever was writing at the moment of the merge is done; doing it twice moves nothing twice."""
    later(take_along, brand=str(event.brand_id), merge=event.data["merge"], delay=MEANWHILE)


MEANWHILE = 30
"""Seconds: no transaction of ours writes that long."""

REACTIONS = {
    "person.created": [compare_with_others],
    "person.changed": [compare_with_others],
    "person.handle_added": [compare_with_others],
    "person.merged": [settle],
    "message.received": [judge],
    "promise.breached": [judge],
}
