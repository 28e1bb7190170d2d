"""What a supervisor does with an item: give it to an agent, move it to another queue, put it back."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from entregent.access.models import Staff
from entregent.access.web.permissions import must, requires
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.models import Queue, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

Act = Callable[[HttpRequest, WorkItem, str], str]


def act(view: Act) -> Callable[..., HttpResponse]:
    """A POST of someone who supervises and works for the item's brand; ends on the board, with what was done or refused."""

    @require_POST
    @requires("supervise")
    @wraps(view)
    def guarded(request: HttpRequest, item_id: UUID) -> HttpResponse:
        item = get_object_or_404(WorkItem, id=item_id)
        must(request, "supervise", item.brand_id)
        must(request, "work", item.brand_id)  # quality watches, it does not command
        try:
            with transaction.atomic():
                messages.success(request, view(request, item, f"staff:{request.user.id}"))
        except ValueError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseClientRefresh() if request.htmx else redirect("supervision:board")

    return guarded


@act
def assign(request: HttpRequest, item: WorkItem, actor: str) -> str:
    """Give the item to an agent (``staff``), whoever has it; one's own name takes it over."""
    to = get_object_or_404(Staff, id=_uuid(request.POST.get("staff", "")))
    if Ticket.objects.filter(id=item.subject).exists():
        tickets.assign(item.subject, to, now=timezone.now(), actor=actor)
    else:
        _item, facts = routing.take(item.id, to.id, timezone.now(), actor=actor, over=True)
        append(facts)
    return _("Given to %(name)s.") % {"name": to.name}


@act
def move(request: HttpRequest, item: WorkItem, actor: str) -> str:
    """Move the item to another queue of its brand (``queue``)."""
    queue = get_object_or_404(Queue, id=_uuid(request.POST.get("queue", "")), brand=item.brand_id)
    if Ticket.objects.filter(id=item.subject).exists():
        tickets.transfer(item.subject, queue=queue.id, staff=request.user, now=timezone.now())
    else:
        _item, facts = routing.transfer(item.id, timezone.now(), actor, queue_id=queue.id)
        append(facts)
    return _("Moved to %(queue)s.") % {"queue": queue.name}


@act
def release(request: HttpRequest, item: WorkItem, actor: str) -> str:
    """Put the item back in its queue, with its age."""
    if Ticket.objects.filter(id=item.subject).exists():
        tickets.release(item.subject, now=timezone.now(), actor=actor)
    else:
        _item, facts = routing.release(item.id, timezone.now(), actor)
        append(facts)
    return _("Back in its queue.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
