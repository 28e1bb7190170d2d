"""What a widget asks of the house, in its visitor's name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.web.middleware import without_scope
from entregent.brands.scope import visible
from entregent.callbacks.errors import CallbackRefused
from entregent.channels.chat import actions, queries
from entregent.channels.chat.caller import Claims, claims_of
from entregent.channels.chat.errors import NoChat, NotAsked
from entregent.channels.chat.models import Chat
from entregent.channels.chat.rules import clean_text
from entregent.channels.chat.web.answers import FILE_LASTS, SIGNER, message_out, situation
from entregent.channels.chat.web.door import Visit, door, opened, refused
from entregent.conversations.content import Upload
from entregent.files.errors import FileRefused
from entregent.files.models import StoredFile
from entregent.files.queries import opened as bytes_of
from entregent.files.rules import may_be_inline

LARGEST_FILE = 10 * 1024 * 1024


@door("POST")
def sync(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Where things stand, and what was said since the message ``after``; ``pages`` are those the visitor went to."""
    chat = queries.shown(visit.caller.known.visitor)
    pages = visit.body.get("pages")
    if chat is not None and queries.turn_of(chat) is not None:
        chat.widget = visit.widget
        actions.bring_up(chat, visit.now)
        chat = queries.shown(visit.caller.known.visitor)
    if chat is not None:
        actions.look(chat.visitor, pages if isinstance(pages, list) else [], visit.now)
    told = situation(visit, _uuid(visit.body.get("after")), chat=chat)
    if chat is not None and told["chat"]["other_ways"]:
        actions.offer_ways(chat, tuple(told["chat"]["other_ways"]), told["chat"]["wait"], visit.now)
    return JsonResponse(told)


@door("POST", act=True)
def say(request: HttpRequest, visit: Visit) -> JsonResponse:
    """A message, perhaps with a file; answers with it, and with where things stand when a chat began with it."""
    body = visit.body
    client = _uuid(body.get("client"))
    if client is None:
        return refused(400, "unreadable", "A message has an id of its own.")
    file = _upload(request, visit)
    said = body.get("about")
    claims = claims_of(visit.widget, said) if isinstance(said, dict) else Claims()
    spoken = actions.say(
        visit.caller, client, clean_text(str(body.get("text") or "")), file=file, claims=claims,
        fresh=body.get("fresh") is True, pressed=_pressed(body), now=visit.now,
    )  # fmt: skip
    if spoken.assisted:
        return JsonResponse({"message": None, "begun": spoken.begun, "situation": situation(visit, _uuid(body.get("after")))})
    message = message_out(spoken.message, plain=file is None) if spoken.message else None
    return JsonResponse({"message": message, "begun": spoken.begun})


@door("POST")
def seen(request: HttpRequest, visit: Visit) -> JsonResponse:
    """The visitor has seen our messages up to one."""
    upto, chat = _uuid(visit.body.get("upto")), queries.current(visit.caller.known.visitor)
    changed = upto is not None and chat is not None and actions.visitor_saw(chat, upto)
    return JsonResponse({"changed": changed})


@door("POST", act=True)
def end(request: HttpRequest, visit: Visit) -> JsonResponse:
    """The visitor ends their chat."""
    chat = queries.current(visit.caller.known.visitor)
    if chat is not None:
        person = chat.conversation.person_id
        actions.end(chat.id, why=Chat.End.VISITOR, status="resolved", now=visit.now, actor=f"person:{person}")
    return JsonResponse(situation(visit))


@door("POST", act=True)
def rate(request: HttpRequest, visit: Visit) -> JsonResponse:
    """How satisfied they were, from 1 to 5, and why in their words."""
    if not visit.widget.survey:
        raise NoChat
    score = visit.body.get("score")
    words = clean_text(str(visit.body.get("words") or ""))
    actions.rate(visit.caller.known.visitor, score if isinstance(score, int) else 0, words, visit.now)
    return JsonResponse({})


@door("POST", act=True)
def transcript(request: HttpRequest, visit: Visit) -> JsonResponse:
    """What was said, sent to an address."""
    if not visit.widget.transcript:
        raise NoChat
    claims = claims_of(visit.widget, visit.body, needs=("mail",))
    actions.send_transcript(visit.caller.known.visitor, claims.mail, visit.now)
    return JsonResponse({})


@door("POST", act=True)
def other(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Another way than waiting, ``to`` which they turned; "": they would rather wait."""
    chat, way = queries.current(visit.caller.known.visitor), visit.body.get("to")
    if chat is not None and chat.ended_at is None and way == "article":
        actions.take_way(chat, way, visit.now)
    elif chat is not None and chat.ended_at is None and way == "":
        actions.stay(chat, visit.now)
    return JsonResponse({})


@door("POST", act=True)
def leave(request: HttpRequest, visit: Visit) -> JsonResponse:
    """A message for later, answered by mail."""
    client = _uuid(visit.body.get("client"))
    if client is None:
        return refused(400, "unreadable", "A message has an id of its own.")
    claims = claims_of(visit.widget, visit.body, needs=("mail",))
    reference = actions.leave_message(visit.caller, client, claims, clean_text(str(visit.body.get("text") or "")), visit.now)
    return JsonResponse({"token": visit.token, "reference": reference})


@door("POST", act=True)
def callback(request: HttpRequest, visit: Visit) -> JsonResponse:
    """To be called back: as soon as possible, or in one of the quarters of an hour that ``slots`` offers."""
    client = _uuid(visit.body.get("client"))
    if client is None or not visit.widget.callback:
        return refused(400, "unreadable", "A request has an id of its own.")
    claims = claims_of(visit.widget, visit.body, needs=("phone",))
    about = clean_text(str(visit.body.get("text") or ""))
    try:
        actions.ask_callback(visit.caller, client, claims, about, _slot(visit.body.get("slot")), visit.now)
    except CallbackRefused as refusal:
        return refused(409, "callback", str(refusal))
    return JsonResponse({"token": visit.token})


@without_scope
@require_safe
def file(request: HttpRequest, signed: str) -> HttpResponse:
    """A file of a chat, at an address that is good for an hour: always a download, save pictures that widgets draw."""
    try:
        brand, id = SIGNER.unsign(signed, max_age=FILE_LASTS).split(".")
    except (BadSignature, ValueError) as error:
        raise Http404("This address is over.") from error
    with visible([UUID(brand)]):
        kept = StoredFile.objects.filter(id=UUID(id)).first()
    if kept is None:
        raise Http404(id)
    try:
        stream = bytes_of(kept)
    except FileNotFoundError as lost:
        raise Http404(id) from lost
    drawn = request.GET.get("inline") == "1" and may_be_inline(kept.content_type)
    answer = FileResponse(stream, as_attachment=not drawn, filename=kept.name, content_type=kept.content_type)
    answer["Content-Length"] = str(kept.size)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Cache-Control"] = "private, max-age=3600"
    return opened(answer, request.headers.get("Origin", ""))


def _pressed(body: dict[str, Any]) -> actions.Pressed:
    number = body.get("number")
    return actions.Pressed(
        key=str(body.get("key") or "")[:40], wish=str(body.get("wish") or ""),
        number=number if isinstance(number, int) and not isinstance(number, bool) else None,
    )  # fmt: skip


def _slot(chosen: Any) -> datetime | None:
    """Nothing chosen: as soon as possible. Raises NotAsked for what is no instant."""
    if not chosen:
        return None
    try:
        at = datetime.fromisoformat(str(chosen))
    except ValueError as error:
        raise NotAsked("slot") from error
    if at.tzinfo is None:
        raise NotAsked("slot")
    return at


def _upload(request: HttpRequest, visit: Visit) -> Upload | None:
    sent = request.FILES.get("file")
    if sent is None or not visit.widget.files:
        return None
    if sent.size > LARGEST_FILE:
        raise FileRefused(_("This file is too large: 10 MB at most."))
    sent.seek(0)  # a request may be performed a second time (``door``)
    return Upload(sent.name, sent.content_type or "", sent.read())


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
