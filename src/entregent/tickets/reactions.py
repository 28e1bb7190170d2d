"""What this room does about facts of the rooms below."""

from entregent.journal.actions import append
from entregent.journal.models import Event
from entregent.people import actions as people
from entregent.tickets.actions.hands import hand_over
from entregent.tickets.models import Ticket


def let_go(event: Event) -> None:
    """An agent who vanished holds nothing any more; a ticket that somebody else has taken since is left alone."""
    if event.data.get("why") != "vanished":
        return
    ticket = Ticket.objects.select_for_update().filter(id=event.subject).first()
    if ticket is not None and str(ticket.assignee_id) == str(event.data.get("staff")):
        append(hand_over(ticket, None, event.at, "system:router"))


def learn_subject(event: Event) -> None:
    """What somebody's requests are about teaches what they usually ask for. Twice is once."""
    reason = (event.data.get("changes", {}).get("reason") or [None, None])[1]
    if reason and event.person is not None:
        people.learn(event.brand_id, event.person, [("subject", str(reason))], event.at)


REACTIONS = {"item.released": [let_go], "ticket.changed": [learn_subject]}
