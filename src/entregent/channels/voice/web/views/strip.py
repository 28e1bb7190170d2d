"""The strip above the composer of a request that came by telephone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import must, requires
from entregent.callbacks import queries as callbacks
from entregent.channels.voice import queries
from entregent.channels.voice.dispositions import qualified_by
from entregent.channels.voice.logbook import figures
from entregent.kernel.handles import Handle, Kind, display
from entregent.routing.models import WorkItem
from entregent.routing.queries import item_of
from entregent.scenarios.queries import transcript
from entregent.tickets.models import Ticket

WRAP_UP = WorkItem.State.WRAP_UP
CHOICES = 4
"""What was answered to the menu: the first of it says where they went."""


@require_safe
@requires("tickets.read")
def strip(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Whom to call back, how the call stands, which number was called, what was chosen in the menu."""
    ticket = get_object_or_404(Ticket.objects.select_related("brand"), id=ticket_id)
    must(request, "tickets.read", ticket.brand_id)
    call, item, now = queries.of_ticket(ticket.id).first(), item_of(ticket.id), timezone.now()
    owed = callbacks.of_ticket(ticket.id) if ticket.channel == "callback" else None
    said = transcript(call.session_id) if call and call.session_id else []
    shown = {
        "callback": owed, "callback_at": display(Handle(Kind.PHONE, owed.phone), ticket.brand.region) if owed else "",
        "beside": queries.beside(call) if call else None,
        "chosen": " › ".join([line.text for line in said if line.who == "them"][:CHOICES]),
        "said": said if any(line.sure is not None for line in said) else [],
        "ticket": ticket, "call": call, "figures": figures(call, now) if call else None,
        "may_qualify": call is not None and qualified_by(call, request.user.id, now),
        "wraps": call is not None and item is not None and (item.state, item.agent_id) == (WRAP_UP, request.user.id),
    }  # fmt: skip
    return render(request, "voice/strip.html", shown)
