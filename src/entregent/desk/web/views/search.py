"""The palette's search: tickets and persons."""

from django.http import HttpRequest, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.people.queries import search as search_persons
from entregent.tickets import queries

MOST = 6


@require_safe
@requires("tickets.read")
def search(request: HttpRequest) -> JsonResponse:
    """The best tickets and persons for ``q``, in the brands that the visitor may read."""
    text = request.GET.get("q", "").strip()[:200]
    if len(text) < 2:
        return JsonResponse({"results": []})
    tickets = queries.search(text, request.rights.brands_where("tickets.read"), MOST)
    found = [
        {
            "label": ticket.title,
            "hint": f"{queries.reference_of(ticket)} · {ticket.person.full_name} · {ticket.get_status_display()}",
            "url": reverse("desk:ticket", args=[ticket.id]),
        }
        for ticket in tickets
    ]
    return JsonResponse({"results": found + _persons(request, text)})


def _persons(request: HttpRequest, text: str) -> list[dict[str, str]]:
    try:
        reverse("people:list")
    except NoReverseMatch:
        return []
    found = search_persons(text, request.rights.brands_where("people.read"), MOST)
    return [
        {
            "label": one.person.full_name or next((handle.value for handle in one.person.handles.all()), "—"),
            "hint": " · ".join([handle.value for handle in one.person.handles.all()][:2]),
            "url": reverse("people:person", args=[one.person.id]),
        }
        for one in found
    ]
