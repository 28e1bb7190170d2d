"""The queues, as a supervisor sees them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from entregent.access.queries import choices_of
from entregent.access.web.permissions import must, requires
from entregent.routing import queries
from entregent.routing.models import Queue, WorkItem

SHOWN = 50


@requires("supervise")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every queue of the brands supervised: waiting, oldest, ringing, agents ready."""
    now = timezone.now()
    brands = request.rights.brands_where("supervise")
    rows = queries.queues_now(Queue.objects.filter(active=True, brand__in=brands).select_related("brand"))
    closed = set(queries.closed_queues(now))
    context = {"rows": [(row, row.late(now), row.queue.id in closed) for row in rows]}
    return render(request, "routing/board.html", context)


@requires("supervise")
@require_GET
def waiting(request: HttpRequest, queue_id: UUID) -> HttpResponse:
    """What waits or rings in one queue, the first to be offered on top of its priority."""
    queue = get_object_or_404(Queue, id=queue_id)
    must(request, "supervise", queue.brand_id)
    items = (
        WorkItem.objects.filter(queue=queue, state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED])
        .select_related("agent")
        .order_by("-priority", "enqueued_at", "id")
    )
    context = {
        "queue": queue,
        "items": items[:SHOWN],
        "more": max(0, items.count() - SHOWN),
    }
    return render(request, "routing/waiting.html", context)


@requires("supervise")
@require_GET
def acts(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """What a supervisor may do with an item, asked for when its menu opens: to whom it can be given, where it can go."""
    item = get_object_or_404(WorkItem, id=item_id)
    must(request, "supervise", item.brand_id)
    context = {
        "item": item,
        "others": choices_of(queries.workers([item.brand_id]).order_by("name")),
        "queues": Queue.objects.filter(brand=item.brand_id, active=True).exclude(id=item.queue_id).values_list("id", "name"),
    }
    return render(request, "routing/acts.html", context)
