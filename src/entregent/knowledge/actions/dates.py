"""What the dates of pages and articles bring: published, withdrawn, called for review."""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from wagtail.models import Page, Revision

from entregent.access.models import Membership, Staff
from entregent.brands.scope import every_brand
from entregent.journal.actions import append
from entregent.knowledge.actions.publishing import withdraw
from entregent.knowledge.events import article_review_due
from entregent.knowledge.letters import call_for_review
from entregent.knowledge.models import Article

log = logging.getLogger(__name__)
NOTICE = timedelta(days=14)
"""How long before its date an article is first called for review."""


def follow_dates(now: datetime) -> int:
    """Publish the versions whose moment has come, withdraw the pages whose moment is over; returns how many. Each in a
    transaction of its own: one that fails is told in the log, the others go on."""
    with every_brand():
        due = list(
            Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk").values_list("pk")
        )
        over = list(Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk").values_list("pk"))
    withdrawn = sum(_apart("page", pk, _withdraw) for (pk,) in over)
    return withdrawn + sum(_apart("version", pk, _publish) for (pk,) in due)


def _apart(what: str, pk: int, act: Callable[[int], None]) -> bool:
    try:
        with every_brand():
            act(pk)
    except Exception:
        log.exception("the date of the %s %s could not be followed", what, pk)
        return False
    return True


def _publish(revision: int) -> None:
    Revision.objects.get(pk=revision).publish(log_action="wagtail.publish.scheduled")


def _withdraw(page: int) -> None:
    Page.objects.get(pk=page).specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    withdraw(page, now=datetime.now(UTC), actor="system:clock")


def call_for_reviews(now: datetime) -> int:
    """Tell those who keep articles right which of theirs are to be read again, in one letter each; returns how many letters.

    Whoever keeps an article is named in it, else wrote it; nobody is told who does not work for its brand any more.
    """
    with every_brand():
        found = (
            Article.objects.filter(live=True, brand__active=True, review_by__lte=(now + NOTICE).date())
            .annotate(told=Coalesce(F("keeper_id"), F("owner_id")))
            .select_related("brand")
            .order_by("review_by", "pk")
        )
        works_for = set(Membership.objects.filter(staff__is_active=True).values_list("staff_id", "of_brand_id"))
        kept: dict[object, list[Article]] = defaultdict(list)
        for article in found:
            if (article.told, article.brand_id) in works_for:
                kept[article.told].append(article)
        staff = Staff.objects.in_bulk(list(kept))
        append(
            [
                article_review_due(
                    brand=one.brand_id, at=now, subject=one.public_id, actor="system:knowledge", staff=who,
                    due=one.review_by.isoformat(),
                )
                for who, articles in kept.items()
                for one in articles
            ]
        )  # fmt: skip
        for who, articles in kept.items():
            call_for_review(staff[who], articles, now.date())
    return len(kept)
