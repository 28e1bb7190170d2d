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
from entregent.brands.kept_queries import KeptQuery
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
MOST_SHOWN = 30
"""Messages that a page names as shown when it asks for what is new: more are not said in ten seconds."""
TOLD_BETWEEN = ("ticket", "promise", "task", "item", "chat")
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
        "live": is_live(conversation.channel), "end": _end(messages, lines), "tail": _asking(request),
    }  # fmt: skip
    return render(request, "conversations/thread.html", shown)


def _tail(request: HttpRequest, conversation: Conversation, after: UUID) -> HttpResponse:
    """What came after a message, and how what comes next is asked for. With ``only=messages`` nothing is read of what happened
    between them: most of what moves in a live exchange is a message."""
    shown = [id for text in request.GET.get("shown", "").split()[:MOST_SHOWN] if (id := _uuid(text))]
    messages = queries.tail(conversation.id, after, shown)
    told_until = parse_datetime(request.GET.get("told", "")) or timezone.now()
    told = []
    if request.GET.get("only") != "messages":
        told = [line for line in interludes(conversation, told_until) if line.at > told_until]
    lines = [line for line in entries(messages, told, request.user.id) if line.day is None]
    last = messages[-1].id if messages else after
    ids = list(dict.fromkeys([*shown, after, *(message.id for message in messages)]))
    told_until = max([told_until, *(line.at for line in told)])
    return render(request, "conversations/tail.html", {"entries": lines, "live": True, "end": _End(last, told_until, ids)})


class _End:
    """What the page says when it asks for what comes next: the last message that it shows, until when it was told what happened
    between them, and the last messages that it shows."""

    def __init__(self, after: UUID, told: datetime, ids: list[UUID]) -> None:
        self.after, self.told, self.shown = after, told.isoformat(), " ".join(id.hex for id in ids[-MOST_SHOWN:])


def _end(messages: list[Message], lines: list[Entry]) -> _End | None:
    if not messages:
        return None
    instants = [line.message.at if line.message else line.interlude.at for line in lines if line.day is None]
    return _End(messages[-1].id, max(instants), [message.id for message in messages])


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


def _asking(request: HttpRequest) -> dict[str, object]:
    """Where what is new is asked for, and the families of facts that may be told between the messages."""
    said = request.GET.copy()
    said.pop("from", None)
    everything = said.urlencode()
    said["only"] = "messages"
    return {"all": f"{request.path}?{everything}", "messages": f"{request.path}?{said.urlencode()}", "families": TOLD_BETWEEN}


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


_CONVERSATIONS = KeptQuery(lambda id: Conversation.objects.select_related("person", "brand").filter(id=id), UUID)


def _conversation(request: HttpRequest, conversation_id: UUID, permission: str) -> Conversation:
    conversation = _CONVERSATIONS.first(conversation_id)
    if conversation is None:
        raise Http404(conversation_id)
    must(request, permission, conversation.brand_id)
    return conversation
