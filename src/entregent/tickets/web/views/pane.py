"""The ticket as the desk shows it: its head, its conversation, the composer; its history."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.queries import choices_of
from entregent.access.web.permissions import requires
from entregent.conversations.by_mail import AnsweredByMail, mail_of, nowhere
from entregent.conversations.channel import CHANNELS
from entregent.conversations.models import Draft
from entregent.people.queries import candidates
from entregent.routing.models import Queue, WorkItem
from entregent.tickets import queries
from entregent.tickets.actions import see_mentions
from entregent.tickets.models import Priority, Promise, Status, Ticket, Type
from entregent.tickets.rules import MOVES
from entregent.tickets.web.answers import ticket_for
from entregent.tickets.web.colleagues import colleagues_of
from entregent.tickets.web.strips import strip_of
from entregent.tickets.web.views.rewording import manners
from entregent.tickets.web.wording import lines

LATEST, MOST, MOST_PROMISES = 100, 1000, 12


@require_safe
@requires("tickets.read")
def pane(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Head, conversation and composer. Opening it marks the notes that call the reader there as seen."""
    ticket = ticket_for(request, ticket_id)
    see_mentions(request.user, ticket, timezone.now())
    shown = head_of(request, ticket) | composer_of(request, ticket) | {"strip_url": strip_of(ticket)}
    return render(request, "tickets/pane.html", shown)


@require_safe
@requires("tickets.read")
def head(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The head alone, fetched again when the ticket moves."""
    return render(request, "tickets/head.html", head_of(request, ticket_for(request, ticket_id)))


@require_safe
@requires("tickets.read")
def history(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """What happened to the ticket, in words, with the response times; the last hundred facts, ``more`` of them when asked."""
    ticket = ticket_for(request, ticket_id)
    now = timezone.now()
    more = request.GET.get("more", "")
    most = min(int(more), MOST) if more.isdecimal() else LATEST
    latest = ticket.promises.order_by("-activated_at", "-kind")[: most if more else MOST_PROMISES]
    facts = queries.facts_of(ticket, most + 1)
    shown = {
        "ticket": ticket, "reference": queries.reference_of(ticket), "promises": list(latest)[::-1], "widened": bool(more),
        "lines": lines(facts[-most:], now, ticket.brand.vocabulary),
        "more": min(most * 3, MOST) if len(facts) > most and most < MOST else 0,
    }  # fmt: skip
    return render(request, "tickets/history.html", shown)


def head_of(request: HttpRequest, ticket: Ticket) -> dict[str, object]:
    """What the head shows."""
    next_statuses = [Status(status) for status in Status.values if status in MOVES[ticket.status]]
    return {
        "ticket": ticket,
        "reference": queries.reference_of(ticket),
        "promises": [promise_chip(promise) for promise in queries.running_promises(ticket)],
        "statuses": next_statuses,
        "priorities": Priority.choices,
        "types": Type.choices,
        "may_write": request.rights.may("tickets.write", ticket.brand_id),
        "mine": ticket.assignee_id == request.user.id,
        "open_tasks": list(ticket.tasks.filter(done_at__isnull=True).select_related("assignee", "queue")),
        "children": list(ticket.children.select_related("brand")[:20]),
        "why_item": WorkItem.objects.filter(subject=ticket.id).order_by("-enqueued_at").values_list("id", flat=True).first(),
        "is_closed": ticket.status == Status.CLOSED,
        "merged_here": ticket.absorbed.count(),
        "undoable_merge": queries.merge_of(ticket),
        "own_fields": _own_fields(ticket),
        "fitting": len(candidates(ticket.brand_id, ticket.conversation.address)),
    }


def _own_fields(ticket: Ticket) -> list[tuple[str, object]]:
    """Label and value of the brand's own fields that are filled, in their order."""
    if not ticket.custom:
        return []
    labels = queries.own_columns([ticket.brand_id])
    named = [(label, ticket.custom[key]) for key, label in labels.items() if key in ticket.custom]
    return [(label, value) for label, value in named if value not in (None, "")]


def composer_of(request: HttpRequest, ticket: Ticket) -> dict[str, object]:
    """What the composer needs: the drafts kept, and what the channel can carry."""
    drafts = dict(Draft.objects.filter(conversation=ticket.conversation_id, staff=request.user).values_list("kind", "text"))
    channel = CHANNELS.get(ticket.conversation.channel)
    by_mail = isinstance(channel, AnsweredByMail)
    to = mail_of(ticket.conversation) if by_mail else ticket.conversation.address
    return {
        "draft_reply": drafts.get("out", ""),
        "draft_note": drafts.get("note", ""),
        "may_attach": channel is None or channel.capabilities.files,
        "live": channel is not None and channel.capabilities.live,
        "manners": manners(),
        "to": to,
        "nowhere": nowhere() if by_mail and not to else "",
        "transfer_queues": Queue.objects.filter(brand=ticket.brand_id, active=True),
        "transfer_colleagues": choices_of(colleagues_of(ticket.brand_id)),
    }


def promise_chip(promise: Promise) -> dict[str, object]:
    """A promise as a chip: its words, its tone, and the instant to count down to."""
    word = {
        Promise.Kind.FIRST_RESPONSE: _("Answer"),
        Promise.Kind.NEXT_RESPONSE: _("Answer"),
        Promise.Kind.RESOLUTION: _("Solution"),
    }[Promise.Kind(promise.kind)]
    if promise.state == Promise.State.PAUSED:
        return {"word": word, "tone": "", "icon": "pause", "left": promise.left_seconds}
    if promise.state == Promise.State.BREACHED:
        return {"word": word, "tone": "bad", "icon": "alert", "late": promise.breached_at}
    warned = promise.warn_at is None or promise.warn_at <= timezone.now()
    return {"word": word, "tone": "warn" if warned else "", "icon": "clock", "due": promise.due_at}
