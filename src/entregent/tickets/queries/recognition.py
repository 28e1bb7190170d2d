"""Who may have written, where several persons share an address."""

from dataclasses import dataclass

from entregent.conversations.queries import shown_name
from entregent.journal.models import Event
from entregent.journal.queries import about
from entregent.people.queries import Candidate, candidates
from entregent.tickets.models import Ticket

SAID = ("ticket.person_chosen", "ticket.choice_undone")


@dataclass(frozen=True, slots=True)
class Recognition:
    """The persons who fit, likeliest first; ``choice``: the fact by which somebody said who it is, if it stands."""

    fitting: list[Candidate]
    choice: Event | None


def recognition(ticket: Ticket) -> Recognition | None:
    """None where the address leads to one person only: one statement then, three otherwise. Needs the ticket's conversation."""
    address = ticket.conversation.address
    if len(candidates(ticket.brand_id, address)) < 2:
        return None
    fitting = candidates(ticket.brand_id, address, shown=shown_name(ticket.conversation_id))
    return Recognition(fitting, last_choice(ticket))


def last_choice(ticket: Ticket) -> Event | None:
    """The fact of the last choice; None when there was none, or it was undone."""
    # The months before the ticket are not looked through.
    last = about([ticket.id]).filter(kind__in=SAID, at__gte=ticket.opened_at).order_by("-id").first()
    return last if last is not None and last.kind == SAID[0] else None
