"""What becomes of the request of a right: it is answered with its ticket, and not answered any more when that is open again."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from entregent.journal.actions import append
from entregent.rights import events
from entregent.rights.actions.asking import fact_of
from entregent.rights.models import RightRequest


@transaction.atomic
def answer(ticket: UUID, actor: str, at: datetime) -> None:
    """The ticket is settled: so is its right, and those of the tickets that were merged into it. Twice is once."""
    concerned = Q(ticket=ticket, ticket__merged_into=None) | Q(ticket__merged_into=ticket)
    for request in RightRequest.objects.select_for_update(of=["self"]).filter(concerned, answered_at=None):
        request.answered_at = at
        request.save(update_fields=["answered_at"])
        append([fact_of(events.answered, request, at, actor, late=request.overdue_at is not None)])


def reopen(ticket: UUID, actor: str, at: datetime) -> None:
    """The ticket is open again: the law's clock, which never stopped, counts again. Twice is once.

    Where the same right was asked for anew meanwhile, that one is in hand and this one stays answered.
    """
    try:
        with transaction.atomic():
            answered = RightRequest.objects.select_for_update(of=["self"]).filter(ticket=ticket, answered_at__lt=at)
            request = answered.first()
            if request is None:
                return
            request.answered_at = None
            request.save(update_fields=["answered_at"])
            append([fact_of(events.reopened, request, at, actor)])
    except IntegrityError:
        return
