"""The desk: my work, the conversation, the customer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entregent.access.models import Staff
from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.desk.web.recognised import recognised
from entregent.routing.models import QueueMember
from entregent.tickets import queries
from entregent.tickets.models import Ticket


@require_safe
@requires("tickets.read")
def desk(request: HttpRequest) -> HttpResponse:
    """The desk with no ticket open."""
    return render(request, "desk/desk.html", _work(request) | {"ticket": None})


@require_safe
@requires("tickets.read")
def ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The desk with a ticket open: the whole page, or its two right panes when a line of the list asks."""
    opened = get_object_or_404(Ticket.objects.select_related("brand", "person", "conversation"), id=ticket_id)
    must(request, "tickets.read", opened.brand_id)
    shown = {"ticket": opened, "several": recognised(request, opened)}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/panes.html", shown | {"swapped": True})
    return render(request, "desk/desk.html", _work(request, opened.id) | shown)


@require_safe
@requires("tickets.read")
def work(request: HttpRequest) -> HttpResponse:
    """My work again: it moved."""
    return render(request, "desk/work.html", _work(request, _uuid(request.GET.get("ticket", ""))))


@require_safe
@requires("tickets.read")
def queue(request: HttpRequest, queue_id: UUID) -> HttpResponse:
    """What waits in a queue: a list of tickets."""
    return redirect(f"{reverse('tickets:list')}?queue={queue_id}")


@require_safe
@requires("tickets.read")
def here(request: HttpRequest) -> HttpResponse:
    """The names of those who look at the same ticket or type in it: ``looking`` and ``typing`` hold staff ids."""
    asked = {state: [id for id in map(_uuid, request.GET.get(state, "").split(",")) if id] for state in ("typing", "looking")}
    names = dict(
        Staff.objects.filter(
            id__in=asked["typing"] + asked["looking"], memberships__of_brand__in=request.rights.brands
        ).values_list("id", "name")
    )
    shown = {state: [names[id] for id in ids[:5] if id in names] for state, ids in asked.items()}
    return render(request, "desk/here.html", shown)


def _work(request: HttpRequest, open_ticket: UUID | None = None) -> dict[str, object]:
    in_hand = queries.work_of(request.user.id)
    waiting = queries.waiting(request.user.id)
    called = queries.mentions(request.user.id)
    listed = [line.ticket.id for line in in_hand] + [one.id for one in waiting]
    brands = request.rights.brands
    served = QueueMember.objects.filter(staff=request.user.id).values_list("queue_id", flat=True)
    only = Brand.objects.filter(id=brands[0]).first() if len(brands) == 1 else None
    return {
        "in_hand": in_hand, "waiting": waiting, "mentions": called, "listed": listed[:80], "open_ticket": open_ticket,
        "one_brand": only, "now": timezone.now(), "queue_topics": list(served[:50]),
    }  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
