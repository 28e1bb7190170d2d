"""The number that a visitor of a site sees, once they agreed that it be noted where they come from."""

from django.http import HttpRequest, JsonResponse

from entregent.channels.chat.web.answers import milliseconds
from entregent.channels.chat.web.door import Visit, door
from entregent.channels.voice import queries as telephone
from entregent.channels.voice.models import Number
from entregent.tracking import actions
from entregent.tracking.rules import came_of


@door("POST", act=True)
def number(request: HttpRequest, visit: Visit) -> JsonResponse:
    """A number of their own for a while; ``agreed`` false takes back what was noted. All lent: that of their source."""
    brand, visitor = visit.widget.brand_id, visit.caller.known.visitor
    if visit.body.get("agreed") is not True:
        actions.give_back(visitor, visit.now)
        return JsonResponse({})
    told, numbers = visit.body.get("came"), telephone.lent_numbers(brand)
    came = came_of(told if isinstance(told, dict) else {})
    lent = actions.lend(brand, numbers.keys(), visitor, came, visit.now)
    if lent is None:
        return JsonResponse({"token": visit.token, "number": None, "until": 0})
    row = numbers.get(lent.number or "") or (telephone.own_number(lent.source) if lent.source else None)
    return JsonResponse({"token": visit.token, "number": _shown(row), "until": milliseconds(lent.until)})


def _shown(row: Number | None) -> dict[str, str] | None:
    return {"shown": row.written, "href": f"tel:{row.number}"} if row is not None else None
