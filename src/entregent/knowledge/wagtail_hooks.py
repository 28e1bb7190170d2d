"""What the editor of pages asks of us by its hooks. It looks for this file by its name."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page
from wagtail.query import PageQuerySet

from entregent.knowledge.actions import withdraw
from entregent.knowledge.models import Article, Home


@hooks.register("construct_page_chooser_queryset")
def only_open_homes(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Of the homes, which anybody may see the names of, those of the visitor's brands are chosen from."""
    return pages.filter(Q(depth__gt=2) | Q(pk__in=Home.objects.values("pk")))


@hooks.register("after_unpublish_page")
def tell_withdrawn(request: HttpRequest, page: Page) -> None:
    """An article was taken out of sight, or a shelf with all that stood on it."""
    _withdraw(request, [page], live=False)


@hooks.register("before_delete_page")
def tell_deleted(request: HttpRequest, page: Page) -> None:
    """An article is about to be deleted, or a shelf with all that stands on it."""
    if request.method == "POST":
        _withdraw(request, [page], live=True)


@hooks.register("before_bulk_action")
def tell_deleted_together(request: HttpRequest, action: str, objects: Iterable[object], _instance: object) -> None:
    """Several pages are about to be deleted."""
    if action == "delete":
        _withdraw(request, [one for one in objects if isinstance(one, Page)], live=True)


@hooks.register("after_bulk_action")
def tell_withdrawn_together(request: HttpRequest, action: str, objects: Iterable[object], _instance: object) -> None:
    """Several pages were taken out of sight."""
    if action == "unpublish":
        _withdraw(request, [one for one in objects if isinstance(one, Page)], live=False)


def _withdraw(request: HttpRequest, pages: Iterable[Page], *, live: bool) -> None:
    for page in pages:
        for pk in Article.objects.descendant_of(page, inclusive=True).filter(live=live).values_list("pk", flat=True):
            withdraw(pk, now=timezone.now(), actor=f"staff:{request.user.pk}")
