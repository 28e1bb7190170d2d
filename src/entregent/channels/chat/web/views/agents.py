"""The chat on the agent's side: the strip above the composer, the visitor, blocked ones."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.channels.chat import actions, queries
from entregent.channels.chat.models import Chat, Visitor
from entregent.conversations.models import Message
from entregent.people.queries import candidates
from entregent.routing.models import WorkItem
from entregent.routing.queries import item_of, place_of
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket
from entregent.tickets.web.answers import action, done, toast

A_PAGE = 50


@require_safe
@requires("tickets.read")
def strip(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """What goes on: whether the visitor is there, writes, has read; and how to end it."""
    ticket = _ticket(request, ticket_id)
    return render(request, "chat/strip.html", _strip(request, ticket))


@require_safe
@requires("tickets.read")
def visitor(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Who the visitor says they are, where they are on the site, what they asked before."""
    ticket = _ticket(request, ticket_id)
    chat = queries.of_ticket(ticket.id)
    if chat is None:
        return HttpResponse("")
    visitor = chat.visitor
    known = []
    if visitor.mail and not visitor.subject:
        known = [one.person for one in candidates(ticket.brand_id, visitor.mail) if one.person.id != ticket.person_id]
    shown = {
        "ticket": ticket, "chat": chat, "visitor": visitor, "pages": visitor.pages[::-1], "known": known[:3],
        "earlier": queries.earlier(visitor, chat), "collected": queries.collected_of(chat),
        "may_write": request.rights.may("tickets.write", ticket.brand_id),
    }  # fmt: skip
    return render(request, "chat/visitor.html", shown)


@require_safe
@requires("tickets.read")
def conversation(request: HttpRequest, id: UUID) -> HttpResponse:
    """A conversation with an assistant that became no request; one that did leads there."""
    chat = get_object_or_404(Chat.objects.select_related("brand", "conversation__person", "session__scenario"), id=id)
    must(request, "tickets.read", chat.brand_id)
    if chat.ticket_id is not None:
        return redirect("desk:ticket", chat.ticket_id)
    return render(request, "chat/conversation.html", {"chat": chat, "collected": queries.collected_of(chat)})


@require_POST
@requires("tickets.read")
def saw(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Whoever has the chat in hand has it before their eyes; a colleague who only looks is not "we"."""
    ticket = _ticket(request, ticket_id)
    chat = queries.of_ticket(ticket.id)
    mine = chat is not None and ticket.assignee_id == request.user.id
    return JsonResponse({"changed": mine and actions.staff_saw(chat)})


@action()
def end(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """End the chat; ``then`` is the ticket's status afterwards: resolved, or open when something is left to do."""
    then = request.POST.get("then", "resolved")
    then = then if then in ("resolved", "open", "pending") else "resolved"
    chat = queries.of_ticket(ticket.id)
    if chat is not None:
        by = request.user
        actions.end(chat.id, why=Chat.End.STAFF, staff=by, status=then, now=timezone.now(), actor=f"staff:{by.id}")
    return toast(_strip_again(request, ticket), _("Conversation ended."))


@action()
def wrapped(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The wrap-up is done."""
    tickets.finish_wrap_up(ticket.id, staff=request.user, now=timezone.now())
    return _strip_again(request, ticket)


@action()
def block(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Block the visitor; with ``network``, whoever else comes from there too, for a day."""
    chat = queries.of_ticket(ticket.id)
    if chat is not None:
        network = request.POST.get("network") == "1"
        actions.block(chat.visitor, network=network, ticket=ticket.id, by=request.user, now=timezone.now())
    return toast(_strip_again(request, ticket), _("Blocked: this visitor can no longer write."))


@action()
def recognise(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The visitor is a known customer, ``person``: the agent says so."""
    person = tickets.choose_person(
        ticket.id, UUID(request.POST.get("person", "")), now=timezone.now(), actor=f"staff:{request.user.id}"
    ).person
    return done(_("The ticket is that of %(name)s.") % {"name": person.full_name or _("this person")})


@require_safe
@requires("supervise")
def blocked(request: HttpRequest) -> HttpResponse:
    """The visitors who may no longer write."""
    page = Paginator(queries.blocked(request.rights), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "chat/blocked.html", {"page": page})


@require_POST
@requires("supervise")
def unblock(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let a visitor in again."""
    row = get_object_or_404(Visitor, id=id)
    must(request, "supervise", row.brand_id)
    actions.unblock(row, by=request.user, now=timezone.now())
    messages.success(request, _("This visitor may write again."))
    return redirect("chat:blocked")


def _ticket(request: HttpRequest, ticket_id: UUID) -> Ticket:
    ticket = get_object_or_404(Ticket.objects.select_related("brand", "conversation"), id=ticket_id)
    must(request, "tickets.read", ticket.brand_id)
    return ticket


def _strip_again(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    return render(request, "chat/strip.html", _strip(request, _ticket(request, ticket.id)))


def _strip(request: HttpRequest, ticket: Ticket) -> dict[str, object]:
    chat = queries.of_ticket(ticket.id)
    item = item_of(ticket.id) if chat is not None else None
    now = timezone.now()
    last = None
    if chat is not None and chat.ended_at is None:
        ours = Message.objects.filter(conversation=chat.conversation_id, kind=Message.Kind.OUT, channel="chat")
        last = ours.order_by("-at", "-id").first()
    read = chat is not None and last is not None and chat.visitor_seen_at is not None and chat.visitor_seen_at >= last.at
    wraps = item is not None and item.state == WorkItem.State.WRAP_UP and item.agent_id == request.user.id
    waits = item is not None and item.state in (WorkItem.State.WAITING, WorkItem.State.OFFERED)
    return {
        "ticket": ticket, "chat": chat, "page": chat.visitor.pages[-1] if chat and chat.visitor.pages else None,
        "last": last, "read": read, "wraps": wraps, "waits": waits, "place": place_of(ticket.id, now) if waits else None,
        "mine": ticket.assignee_id == request.user.id, "may_write": request.rights.may("tickets.write", ticket.brand_id),
    }  # fmt: skip
