"""My requests: the list, a new one, the thread of one."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entregent.files.errors import FileRefused, StorageFull
from entregent.files.web.views import given
from entregent.portal import actions, queries
from entregent.portal.web import throttle
from entregent.portal.web.door import inside
from entregent.portal.web.forms import MessageForm, RequestForm
from entregent.portal.web.live import stream_of
from entregent.portal.web.page import go, page
from entregent.portal.web.wording import line_of, progress_of, promise_of, state_of
from entregent.rights import queries as rights
from entregent.tickets.errors import TicketRefusal
from entregent.tickets.models import Ticket, Type


@require_safe
@inside
def home(request: HttpRequest) -> HttpResponse:
    """The requests in hand, or those that are settled."""
    visit, settled = request.visit, request.GET.get("liste") == "reglees"
    number = _number(request.GET.get("page", "1"))
    listed = queries.listing(visit, settled=settled, page=number)
    shown = {
        "lines": [line_of(ticket, visit.now) for ticket in listed.tickets], "settled": settled, "number": number,
        "following": number + 1 if listed.more else None, "before": number - 1,
    }  # fmt: skip
    return page(request, "portal/requests.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def new(request: HttpRequest) -> HttpResponse:
    """Open a request."""
    visit = request.visit
    form = RequestForm(
        request.POST or None, request.FILES or None, subjects=queries.subjects(visit.brand.id), initial={"once": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        if not throttle.first_time(visit.account.id, form.cleaned_data.get("once")):
            return go("home", visit, done="ouverte")
        if not throttle.REQUESTS_OF_AN_ACCOUNT.passes(visit.account.id):
            form.add_error(None, _("That is many requests in an hour. Nothing was sent; try again later."))
        else:
            said = form.cleaned_data
            opened = _done(
                form, lambda: actions.open_request(
                    visit, said["subject"], said["text"], about=form.chosen, files=form.uploads(), now=visit.now
                ),
            )  # fmt: skip
            if opened is not None:
                return go("request", visit, opened.id, done="ouverte")
    return page(request, "portal/new_request.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@inside
def show(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """A request: what was said, where it stands, and what one may do."""
    return _request(request, _mine(request, ticket_id), MessageForm(initial={"once": uuid4()}))


@require_safe
@inside
def thread(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """What was said and where it stands, again when there is something new since the last message that is shown."""
    ticket = _mine(request, ticket_id)
    context = _thread(request, ticket)
    if request.GET.get("vu") == context["mark"]:
        return HttpResponse(status=204)
    return page(request, "portal/_thread.html", context)


@require_POST
@inside
def answer(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Write in a request."""
    visit, ticket = request.visit, _mine(request, ticket_id)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        if not throttle.first_time(visit.account.id, form.cleaned_data.get("once")):
            return go("request", visit, ticket.id, done="ecrit")
        if not throttle.ANSWERS_OF_AN_ACCOUNT.passes(visit.account.id):
            form.add_error(None, _("That is many messages in an hour. Nothing was sent; try again later."))
        else:
            text, files = form.cleaned_data["text"], form.uploads()
            where = _done(form, lambda: actions.answer(visit, ticket, text, files, now=visit.now))
            if where is not None:
                return go("request", visit, where.id, done="ecrit" if where.id == ticket.id else "suite")
    return _request(request, ticket, form, status=422)


@require_POST
@inside
def settle(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """It is settled; when it is already, that is what was wanted."""
    ticket = _mine(request, ticket_id)
    try:
        actions.settle(request.visit, ticket, now=request.visit.now)
    except TicketRefusal:
        return go("request", request.visit, ticket.id)
    return go("request", request.visit, ticket.id, done="reglee")


@require_safe
@inside
def download(request: HttpRequest, attachment_id: UUID, name: str) -> FileResponse:
    """A file of a message that one reads."""
    attachment = queries.attachment(request.visit, attachment_id)
    if attachment is None or attachment.file.name != name:
        raise Http404(str(attachment_id))
    return given(attachment.file, inline=False)


def _mine(request: HttpRequest, ticket_id: UUID) -> Ticket:
    ticket = queries.one(request.visit, ticket_id)
    if ticket is None:
        raise Http404(str(ticket_id))
    return ticket


def _request(request: HttpRequest, ticket: Ticket, form: MessageForm, status: int = 200) -> HttpResponse:
    right = rights.of_ticket(ticket.id) if ticket.type == Type.PRIVACY else None
    shown = _thread(request, ticket) | {"form": form, "progress": progress_of(right) if right else None}
    return page(request, "portal/request.html", shown, status=status)


def _thread(request: HttpRequest, ticket: Ticket) -> dict[str, object]:
    said = queries.thread(request.visit, ticket, whole=request.GET.get("tout") == "1")
    last = said.last
    return {
        "ticket": ticket, "line": line_of(ticket, request.visit.now), "state": state_of(ticket.status),
        "promise": promise_of(ticket, request.visit.now), "thread": said,
        "stream": stream_of(request.visit, ticket),
        "mark": f"{last.id if last else ''}-{ticket.status}-{ticket.next_due_at and int(ticket.next_due_at.timestamp())}",
    }  # fmt: skip


def _done(form: MessageForm, act: Callable[[], Ticket]) -> Ticket | None:
    """The ticket, or None with the refusal on the form."""
    try:
        return act()
    except FileRefused as refusal:
        form.add_error("files", str(refusal))
    except StorageFull:
        form.add_error(
            "files", _("We have no room for your files at the moment. Send your message without them, or try later.")
        )
    return None


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
