"""One ticket, with what its page shows."""

from uuid import UUID

from django.utils import timezone

from entregent.tickets.models import Promise, Reason, Ticket
from entregent.tickets.rules import reference

WITH = ("brand", "person", "organisation", "conversation", "queue", "assignee", "team", "reason__parent__parent", "parent",
        "merged_into")  # fmt: skip


def opened(ticket_id: UUID) -> Ticket | None:
    """The ticket with all that its page names, in one statement; None when it does not exist behind the open walls."""
    return Ticket.objects.select_related(*WITH).filter(id=ticket_id).first()


def reference_of(ticket: Ticket) -> str:
    """What people read and say of a ticket (with its ``brand``): the year is that of its opening, in the brand's time."""
    year = timezone.localtime(ticket.opened_at).year
    return reference(ticket.brand.code, year, ticket.number)


def running_promises(ticket: Ticket) -> list[Promise]:
    """The promises that still run, wait or are broken and owed, the nearest first."""
    unfinished = ticket.promises.filter(ended_at__isnull=True).exclude(state=Promise.State.CANCELLED)
    return sorted(unfinished, key=lambda promise: (promise.due_at is None, promise.due_at or promise.activated_at))


def reasons(brand_id: UUID) -> list[tuple[UUID, str]]:
    """The brand's reasons for contact as paths ("Remboursement › Résiliation"), in the order of the tree."""
    rows = list(Reason.objects.filter(brand=brand_id, active=True))
    children: dict[UUID | None, list[Reason]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)

    def walk(parent: UUID | None, path: tuple[str, ...]) -> list[tuple[UUID, str]]:
        found = []
        for row in children.get(parent, ()):
            here = (*path, row.name)
            found += [(row.id, " › ".join(here)), *walk(row.id, here)]
        return found

    return walk(None, ())
