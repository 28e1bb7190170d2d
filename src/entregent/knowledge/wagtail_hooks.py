"""What the editor of pages asks of us by its hooks. It looks for this file by its name."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.query import PageQuerySet

from entregent.knowledge.models import Home


@hooks.register("construct_page_chooser_queryset")
def only_open_homes(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Of the homes, which anybody may see the names of, those of the visitor's brands are chosen from."""
    return pages.filter(Q(depth__gt=2) | Q(pk__in=Home.objects.values("pk")))
