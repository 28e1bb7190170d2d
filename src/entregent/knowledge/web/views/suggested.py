"""What the desk shows beside an open conversation: articles that answer it, and what to do with them."""

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.conversations.models import Conversation
from entregent.knowledge import actions, showing
from entregent.knowledge.models import Article, Passage, Use
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries.articles import open_languages
from entregent.knowledge.queries.suggestions import conversation_of, in_languages
from entregent.knowledge.queries.suggestions import suggestions as suggest
from entregent.knowledge.web.views.article import found, stands_open

TYPED = 80
SHOWN = 6


def _conversation(request: HttpRequest, conversation_id: UUID, permission: str = "knowledge.read") -> Conversation:
    row = conversation_of(conversation_id)
    if row is None:
        raise Http404(str(conversation_id))
    must(request, permission, row.brand_id)
    return row


@require_safe
@requires("knowledge.read")
def suggestions(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The slot of the desk: articles for what the customer last wrote."""
    row = _conversation(request, conversation_id)
    return render(
        request, "knowledge/suggestions.html",
        {
            "conversation": row, "hits": suggest(row), "ticket": request.GET.get("ticket", ""),
            "may_insert": request.rights.may("tickets.write", row.brand_id), "open": open_languages(row.brand_id),
        },
    )  # fmt: skip


@require_safe
@requires("knowledge.read")
def hits(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What answers the agent's own words; nothing typed, the suggestions again."""
    row = _conversation(request, conversation_id)
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:TYPED]
    shown = in_languages(row, typed, limit=SHOWN, fuzzy=True, unfinished=True) if typed else suggest(row)
    return render(
        request, "knowledge/_hits.html",
        {
            "conversation": row, "hits": shown, "typed": typed, "open": open_languages(row.brand_id),
            "may_insert": request.rights.may("tickets.write", row.brand_id),
        },
    )  # fmt: skip


@require_POST
@requires("tickets.write")
def put(request: HttpRequest, article_id: UUID, conversation_id: UUID) -> HttpResponse:
    """Put an article in the answer: its address, or the passage; what only colleagues read is never given."""
    row = _conversation(request, conversation_id, "tickets.write")
    article = found(request, article_id)
    if article.audience != Article.Audience.PUBLIC or article.brand_id != row.brand_id:
        raise Http404(str(article_id))
    how = Use.How.TEXT if request.POST.get("how") == "text" else Use.How.LINK
    if how == Use.How.LINK and not stands_open(article):
        raise Http404(str(article_id))  # closed since the page was drawn: the button is not there any more
    actions.put(article, how, row, request.user, now=timezone.now())
    if typed := request.POST.get("q", ""):  # the search that led here was of use
        actions.note_search(
            row.brand_id, typed, language=article.locale.language_code, medium=Medium.DESK, found=1, now=timezone.now()
        )
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({"knowledge:insert": {"text": _text(article, how, request.POST.get("place", ""))}})
    return answer


def _text(article: Article, how: Use.How, place: str) -> str:
    address = f"{settings.PUBLIC_URL}{showing.address(article)}"
    if how == Use.How.LINK:
        return _("%(title)s: %(address)s") % {"title": article.title, "address": address}
    passage = Passage.objects.filter(article=article, public=True, place=int(place) if place.isdigit() else 0).first()
    return passage.text if passage is not None else article.summary
