"""Dialogs that make one ticket of several, or several of one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from entregent.access.web.permissions import must, requires
from entregent.conversations import queries as conversations
from entregent.routing.models import Queue
from entregent.tickets import actions, queries
from entregent.tickets.models import Merge, Ticket
from entregent.tickets.web.answers import done, refused, ticket_for
from entregent.tickets.web.persons import asked_again

MOST = 15


@requires("tickets.write")
def merge(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Choose the tickets to bring into this one: first the person's others, else by number or title."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    error = ""
    if request.method == "POST":
        try:
            chosen = _ids(request.POST.getlist("ticket"))
            if question := asked_again(request, ticket, chosen, target="#dialog"):
                return question
            made = actions.merge(ticket.id, chosen, now=timezone.now(), actor=f"staff:{request.user.id}")
            count = len(made.absorbed)
            said = ngettext("%(count)s ticket merged here.", "%(count)s tickets merged here.", count) % {"count": count}
            answer = done(said, undo=reverse("tickets:unmerge", args=[made.id]), status=200)
            answer["HX-Trigger-After-Settle"] = "dialog:close"
            answer["HX-Reswap"] = "none"
            return answer
        except ValueError as refusal:
            error = str(refusal)
    wanted = request.GET.get("q", "").strip()
    if wanted:
        found = [one for one in queries.search(wanted, [ticket.brand_id], MOST) if one.merged_into_id is None]
    else:
        found = list(
            Ticket.objects.filter(person=ticket.person_id, merged_into__isnull=True)
            .select_related("person", "brand", "assignee")
            .order_by("-opened_at")[:MOST]
        )
    candidates = [one for one in found if one.id != ticket.id]
    shown = {"ticket": ticket, "candidates": candidates, "q": wanted, "error": error}
    template = "tickets/merge_candidates.html" if request.htmx.target == "merge-candidates" else "tickets/merge.html"
    return render(request, template, shown, status=422 if error else 200)


@require_safe
@requires("tickets.read")
def merges(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """What was merged into the ticket, the latest first: that one can be taken out again."""
    ticket = ticket_for(request, ticket_id)
    shown = {
        "ticket": ticket, "merges": queries.merges_into(ticket),
        "may_write": request.rights.may("tickets.write", ticket.brand_id),
    }  # fmt: skip
    return render(request, "tickets/merges.html", shown)


@require_POST
@requires("tickets.write")
def unmerge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Give the tickets of a merge back what was theirs."""
    merge = get_object_or_404(Merge, id=merge_id)
    must(request, "tickets.write", merge.brand_id)
    try:
        actions.undo_merge(merge.id, now=timezone.now(), actor=f"staff:{request.user.id}")
    except ValueError as refusal:
        return refused(str(refusal))
    messages.success(request, _("The merge is undone: each ticket has its messages and its promises again."))
    return HttpResponseClientRefresh()


@requires("tickets.write")
def split(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Choose the messages that leave for a ticket of their own."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    error = ""
    if request.method == "POST":
        try:
            chosen = _ids(request.POST.getlist("message"))
            title = request.POST.get("title", "")
            return _to(actions.split(ticket.id, chosen, title, now=timezone.now(), actor=f"staff:{request.user.id}"))
        except ValueError as refusal:
            error = str(refusal)
    shown = {"ticket": ticket, "thread": conversations.thread(ticket.conversation_id), "error": error}
    return render(request, "tickets/split.html", shown, status=422 if error else 200)


@requires("tickets.write")
def child(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Open a ticket under this one, for work that someone else has to do."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    queues = Queue.objects.filter(brand=ticket.brand_id, active=True)
    error = ""
    if request.method == "POST":
        title, text = request.POST.get("title", "").strip(), request.POST.get("text", "")
        queue = queues.filter(id__in=_ids([request.POST.get("queue", "")])).first()
        if title:
            try:
                now = timezone.now()
                return _to(actions.open_child(ticket.id, title, text, queue=queue and queue.id, staff=request.user, now=now))
            except ValueError as refusal:
                error = str(refusal)
        else:
            error = _("Say in a few words what has to be done.")
    shown = {"ticket": ticket, "queues": queues, "error": error, "said": request.POST}
    return render(request, "tickets/child.html", shown, status=422 if error else 200)


def _to(ticket: Ticket) -> HttpResponse:
    return HttpResponseClientRedirect(reverse("desk:ticket", args=[ticket.id]))


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
