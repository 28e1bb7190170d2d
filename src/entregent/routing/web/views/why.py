"""« Pourquoi cet agent ? »"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from entregent.access.web.permissions import must, requires
from entregent.routing import queries
from entregent.routing.models import WorkItem
from entregent.routing.web.wording import DECISIONS, VERDICTS


@requires("tickets.read")
@require_GET
def why(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The offers of an item, who was compared, and what decided."""
    item = get_object_or_404(WorkItem.objects.select_related("queue", "agent"), id=item_id)
    must(request, "tickets.read", item.brand_id)
    offers = queries.why(item.id)
    for offer in offers:
        offer["decision"] = DECISIONS[offer["decided_by"]]
        offer["others"] = [{**other, "label": VERDICTS[other["verdict"]]} for other in offer["others"]]
    return render(request, "routing/why.html", {"item": item, "offers": offers})
