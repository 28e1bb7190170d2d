"""Writing: answers, notes, canned replies, colleagues to call."""

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.models import Staff
from entregent.access.web.permissions import requires
from entregent.conversations.by_mail import leads_nowhere, nowhere
from entregent.conversations.channel import is_live
from entregent.conversations.content import Content, Upload
from entregent.conversations.models import CannedReply
from entregent.conversations.rules import fill, still_called, unknown_fields
from entregent.tickets import actions, queries
from entregent.tickets.models import Status, Ticket
from entregent.tickets.web.answers import refused_in, ticket_for, toast
from entregent.tickets.web.colleagues import colleagues_of
from entregent.tickets.web.views.pane import composer_of, head_of

AFTER = {"": None, "pending": Status.PENDING, "resolved": Status.RESOLVED, "open": Status.OPEN}
MOST_FILES = 20


@require_POST
@requires("tickets.write")
def answer(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Send an answer; ``then`` is the status wanted after it. A refusal is shown in the composer, which keeps the text."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    text = request.POST.get("text", "").strip()
    if not text:
        return refused_in(_("The answer is empty: write it first."), "#reply-errors")
    if left := unknown_fields(text):
        return refused_in(
            _("The text still holds %(fields)s: replace it before sending.") % {"fields": ", ".join(left)}, "#reply-errors"
        )
    if leads_nowhere(ticket.conversation):
        return refused_in(nowhere(), "#reply-errors")
    try:
        with transaction.atomic():
            actions.reply(
                ticket.id,
                Content(text=text, files=_uploads(request.FILES.getlist("files"))),
                staff=request.user,
                status=AFTER.get(request.POST.get("then", "")),
                now=timezone.now(),
            )
    except ValueError as refusal:
        return refused_in(str(refusal), "#reply-errors")
    if is_live(ticket.conversation.channel):
        return HttpResponse(status=204)  # it is in the conversation before anybody could read that it was sent
    return toast(_emptied(request, ticket, "reply"), _("Answer on its way."))


@require_POST
@requires("tickets.write")
def note(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Write an internal note; the colleagues whose ``@name`` stands in it are called."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    text = request.POST.get("text", "").strip()
    if not text:
        return refused_in(_("The note is empty: write it first."), "#note-errors")
    try:
        with transaction.atomic():
            content = Content(text=text, files=_uploads(request.FILES.getlist("files")))
            actions.add_note(ticket.id, content, staff=request.user, mentions=_called(ticket, text), now=timezone.now())
    except ValueError as refusal:
        return refused_in(str(refusal), "#note-errors")
    return toast(_emptied(request, ticket, "note"), _("Note kept."))


@require_safe
@requires("tickets.write")
def canned(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The brand's canned replies whose title or shortcut holds ``q``, with their fields filled."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    wanted = request.GET.get("q", "").strip().casefold()
    values = fields_of(ticket, request.user)
    found = [
        {"label": row.title, "hint": f"/{row.shortcut}", "text": fill(row.text, values)}
        for row in CannedReply.objects.filter(brand=ticket.brand_id)
        if wanted in row.title.casefold() or wanted in row.shortcut
    ]
    return JsonResponse({"results": found[:12]})


@require_safe
@requires("tickets.write")
def colleagues(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Colleagues of the brand whose name holds ``q``, to be called in a note or given the ticket."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    people = colleagues_of(ticket.brand_id).filter(name__icontains=request.GET.get("q", "").strip())
    found = [{"id": str(id), "label": name, "text": f"@{name} "} for id, name in people.values_list("id", "name")[:8]]
    return JsonResponse({"results": found})


def fields_of(ticket: Ticket, staff: Staff) -> dict[str, str]:
    """What the fields of a canned reply stand for, on this ticket and under this hand."""
    person = ticket.person
    return {
        "person.title": person.title, "person.given_name": person.given_name, "person.family_name": person.family_name,
        "person.name": person.full_name, "ticket.number": queries.reference_of(ticket), "ticket.title": ticket.title,
        "brand.name": ticket.brand.name, "agent.name": staff.name, "agent.short_name": staff.get_short_name(),
    }  # fmt: skip


def _called(ticket: Ticket, text: str) -> list[UUID]:
    if "@" not in text:
        return []
    names = [(str(id), name) for id, name in colleagues_of(ticket.brand_id).values_list("id", "name")]
    return [UUID(id) for id in still_called(text, names)]


def _uploads(files: Sequence[UploadedFile]) -> tuple[Upload, ...]:
    if len(files) > MOST_FILES:
        raise ValueError(_("At most %(most)s files go with one message.") % {"most": MOST_FILES})
    return tuple(Upload(file.name, file.content_type or "", file.read()) for file in files)


def _emptied(request: HttpRequest, ticket: Ticket, tab: str) -> HttpResponse:
    fresh = ticket_for(request, ticket.id)
    shown = head_of(request, fresh) | composer_of(request, fresh) | {"tab": tab}
    return render(request, "tickets/composer.html", shown)
