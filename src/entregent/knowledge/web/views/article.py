"""An article as colleagues read it: what customers see, and what is for them only."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.conversations.models import Conversation
from entregent.knowledge import actions, showing
from entregent.knowledge.models import Article
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries.articles import open_languages, usefulness
from entregent.knowledge.queries.suggestions import conversation_of
from entregent.knowledge.rules.reviews import state as review_state


def found(request: HttpRequest, article_id: UUID, permission: str = "knowledge.read") -> Article:
    """An article in force of a brand that the visitor serves; 404 for another, 403 where their role does not allow it."""
    rows = usefulness(Article.objects.filter(live=True)).select_related("locale", "keeper", "brand")
    article = rows.filter(public_id=article_id).first()
    if article is None:
        raise Http404(str(article_id))
    must(request, permission, article.brand_id)
    return article


def stands_open(article: Article) -> bool:
    """Whether the help site where it stands is open: its address leads nowhere otherwise."""
    return article.locale.language_code in open_languages(article.brand_id)


@require_safe
@requires("knowledge.read")
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """The page of an article."""
    row = found(request, article_id)
    actions.count_reading(row.brand_id, row.pk, Medium.DESK, timezone.now())
    public = row.audience == Article.Audience.PUBLIC
    return render(
        request, "knowledge/article.html",
        {
            "article": row, "brand": row.brand, "public_url": showing.address(row) if public and stands_open(row) else "",
            "may_write": request.rights.may("knowledge.write", row.brand_id),
            "review": review_state(row.review_by, timezone.localdate()),
        },
    )  # fmt: skip


@require_POST
@requires("knowledge.write")
def confirm(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Say that an article was read again and still holds."""
    row = actions.confirm(found(request, article_id, "knowledge.write").public_id, by=request.user, now=timezone.now())
    day = date_format(row.review_by, "DATE_FORMAT")
    messages.success(request, _("Noted: this article still holds. Next review: %(day)s.") % {"day": day})
    return redirect("knowledge:article", article_id)


@require_safe
@requires("knowledge.read")
def reader(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """An article in a dialog, beside the conversation it may answer."""
    row = found(request, article_id)
    actions.count_reading(row.brand_id, row.pk, Medium.DESK, timezone.now())
    conversation = _conversation(request)
    may_insert = (
        conversation is not None
        and conversation.brand_id == row.brand_id
        and row.audience == Article.Audience.PUBLIC
        and request.rights.may("tickets.write", row.brand_id)
    )
    told = {"article": row, "conversation": conversation, "may_insert": may_insert, "linkable": stands_open(row)}
    return render(request, "knowledge/reader.html", told)


def _conversation(request: HttpRequest) -> Conversation | None:
    try:
        return conversation_of(UUID(request.GET.get("conversation", "")))
    except ValueError:
        return None
