"""The conversation as fragments: its lines, its drafts, the layout of a mail."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.conversations import queries
from entregent.conversations.actions import save_draft
from entregent.conversations.channel import is_live
from entregent.conversations.models import Conversation, Message
from entregent.conversations.rules import QUOTED, SIGNATURE, with_remote_images, with_summaries
from entregent.conversations.web.entries import Entry, entries
from entregent.conversations.web.interludes import interludes

# What the frame of a mail may do: show its own styles and the pictures let in, open links elsewhere. Nothing runs.
MAIL_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src {images}; frame-ancestors 'self'; form-action 'none';"
    " base-uri 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
DRAFTS = {"out": Message.Kind.OUT, "note": Message.Kind.NOTE}


@require_safe
@requires("tickets.read")
def thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The last lines of a conversation, oldest first. ``ticket`` in the address is the live topic to listen to, ``from`` the
    message to begin with; ``after`` the message after which only what is new is wanted, where exchanges are live."""
    conversation = _conversation(request, conversation_id, "tickets.read")
    if after := _uuid(request.GET.get("after", "")):
        return _tail(request, conversation, after)
    window = queries.window(conversation.id, _uuid(request.GET.get("from", "")))
    messages = list(window.of(queries.thread(conversation.id)))
    since = window.since if window.earlier else None
    lines = list(entries(messages, interludes(conversation, since), request.user.id))
    moving = [message.id for message in messages if message.delivery in (Message.Delivery.QUEUED, Message.Delivery.SENT)]
    shown = {
        "conversation": conversation, "entries": lines, "topic": _topic(request, conversation), "moving": moving[-20:],
        "newest": messages[-1].id if messages else "", "oldest": window.first or "", "earlier": window.earlier,
        "wider_url": _from(request, window.wider) if window.wider else "", "widened": "from" in request.GET,
        "whole_url": _from(request, window.whole) if window.whole and window.whole != window.wider else "",
        "live": is_live(conversation.channel), "tail_url": _tail_url(request, messages[-1].id, lines) if messages else "",
    }  # fmt: skip
    return render(request, "conversations/thread.html", shown)


def _tail(request: HttpRequest, conversation: Conversation, after: UUID) -> HttpResponse:
    """What came after a message, and the end that asks for what comes next. Messages that were committed in another order than
    that of their instants are told again: the page knows them by their ids and puts them at their place."""
    messages = queries.tail(conversation.id, after)
    told_until = parse_datetime(request.GET.get("told", "")) or timezone.now()
    told = [line for line in interludes(conversation, told_until) if line.at > told_until]
    lines = [line for line in entries(messages, told, request.user.id) if line.day is None]
    last = messages[-1].id if messages else after
    tail_url = _tail_url(request, last, lines, told_until)
    shown = {"entries": lines, "topic": _topic(request, conversation), "live": True, "tail_url": tail_url}
    return render(request, "conversations/tail.html", shown)


def _tail_url(request: HttpRequest, message: UUID, lines: list[Entry], told_until: datetime | None = None) -> str:
    """Where what comes next is asked for: after this message, and after the last line that is shown."""
    said = request.GET.copy()
    said.pop("from", None)
    said["after"] = str(message)
    instants = [line.message.at if line.message else line.interlude.at for line in lines if line.day is None]
    said["told"] = max(instants + ([told_until] if told_until else [])).isoformat()
    return f"{request.path}?{said.urlencode()}"


@require_POST
@requires("tickets.write")
def draft(request: HttpRequest, conversation_id: UUID, kind: str) -> HttpResponse:
    """Keep what is being written; 204."""
    if kind not in DRAFTS:
        raise Http404(kind)
    conversation = _conversation(request, conversation_id, "tickets.write")
    save_draft(conversation, request.user, DRAFTS[kind], request.POST.get("text", "")[:200_000], timezone.now())
    return HttpResponse(status=204)


@require_safe
@requires("tickets.read")
@xframe_options_sameorigin
def layout(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A mail with its own layout, as a page of its own that may run nothing: shown in a frame. ``images=1`` lets them in."""
    message = get_object_or_404(Message.objects.exclude(html=""), id=message_id)
    must(request, "tickets.read", message.brand_id)
    html, wanted = message.html, request.GET.get("images") == "1"
    if wanted:
        html = with_remote_images(html)[0]
    folds = {QUOTED: _("Quoted text"), SIGNATURE: _("Signature")}
    response = render(request, "conversations/layout.html", {"html": with_summaries(html, folds)})
    response["Content-Security-Policy"] = MAIL_POLICY.format(images="'self' https: http:" if wanted else "'self'")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, max-age=600"
    return response


def _from(request: HttpRequest, message: UUID) -> str:
    """The address of the same conversation from another message on."""
    said = request.GET.copy()
    said["from"] = str(message)
    return f"{request.path}?{said.urlencode()}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _topic(request: HttpRequest, conversation: Conversation) -> str:
    try:
        return f"ticket:{UUID(request.GET['ticket'])}"
    except (KeyError, ValueError):
        return f"person:{conversation.person_id}"


def _conversation(request: HttpRequest, conversation_id: UUID, permission: str) -> Conversation:
    conversation = get_object_or_404(Conversation.objects.select_related("person", "brand"), id=conversation_id)
    must(request, permission, conversation.brand_id)
    return conversation
