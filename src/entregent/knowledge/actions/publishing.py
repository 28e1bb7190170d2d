"""Articles that take effect, and those that are read again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.knowledge.actions.indexing import forget, index, not_searched, searched_in_vain
from entregent.knowledge.events import article_published, article_reviewed, article_withdrawn
from entregent.knowledge.models import Article, BrandPage, Indexed
from entregent.knowledge.rules.reviews import next_review


@transaction.atomic
def take_effect(page: int, *, now: datetime, actor: str = "system:editor") -> None:
    """Have the version in force of an article searched, and tell that it is published; one that waits for its date is left."""
    article = Article.objects.select_related("locale").get(pk=page)
    if not article.live:
        return
    if article.review_by is None:
        article.review_by = next_review(now.date(), article.review_every)
        Article.objects.filter(pk=page).update(review_by=article.review_by)
    index(article)
    append(
        [
            article_published(
                brand=article.brand_id, at=now, subject=article.public_id, actor=actor, revision=article.live_revision_id,
                audience=article.audience, first=article.first_published_at == article.last_published_at,
            )
        ]
    )  # fmt: skip


@transaction.atomic
def withdraw(page: int, *, now: datetime, actor: str = "system:editor") -> bool:
    """Have an article that is in force no more searched no more, and tell so; whether it was. Twice is once."""
    searched = Indexed.objects.select_related("article").filter(pk=page).first()
    if searched is None:
        return False
    article = searched.article
    forget(page)
    told = {"subject": article.public_id, "actor": actor, "audience": article.audience}
    append([article_withdrawn(brand=article.brand_id, at=now, **told)])
    return True


def index_again(now: datetime) -> int:
    """Have searched what came another way than by publishing, and withdraw what left another way than by the editor; returns
    how many. The brands must be open."""
    changed, gone = not_searched(), searched_in_vain()
    for article in changed:
        index(article)
    return len(changed) + sum(withdraw(page, now=now) for page in gone)


def write(under: Page, kind: type[BrandPage], *, by: Staff | None = None, publish: bool = True, **fields: Any) -> Any:
    """Write a page of this kind under another of the same brand, and publish it. Raises ValidationError."""
    with transaction.atomic():
        page = under.add_child(instance=kind(brand_id=under.specific.brand_id, owner=by, live=False, **fields))
        revision = page.save_revision(user=by, log_action=True)
        if publish:
            revision.publish(user=by, skip_permission_checks=True)
        return kind.objects.get(pk=page.pk)


@transaction.atomic
def confirm(article: UUID, *, by: Staff, now: datetime) -> Article:
    """Say that an article was read again and is right: its next review is so many months away. Raises Article.DoesNotExist."""
    row = Article.objects.select_for_update(of=("self",)).select_related("latest_revision").get(public_id=article)
    row.review_by = next_review(now.date(), row.review_every)
    Article.objects.filter(pk=row.pk).update(review_by=row.review_by)
    if (
        row.has_unpublished_changes and row.latest_revision is not None
    ):  # a version in the making must not bring the old date back
        row.latest_revision.content["review_by"] = row.review_by.isoformat()
        row.latest_revision.save(update_fields=["content"])
    append(
        [
            article_reviewed(
                brand=row.brand_id, at=now, subject=article, actor=f"staff:{by.id}", staff=by.id, next=row.review_by.isoformat()
            )
        ]
    )
    return row
