"""What those who write do about what readers missed: synonyms, and ways from addresses that lead nowhere."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.knowledge.actions.publishing import write
from entregent.knowledge.errors import KnowledgeRefused
from entregent.knowledge.models import Article, Home, Lost, Moved, Synonym
from entregent.knowledge.rules.addresses import tidy
from entregent.knowledge.rules.words import words_of

MOST_GROUPS = 500
MOST_WORDS = 20
LONGEST = 60


@transaction.atomic
def save_synonyms(brand: UUID, words: list[str], *, group: UUID | None = None, now: datetime, by: Staff) -> Synonym:
    """Keep words and expressions that stand for one another, in place of a group's or as a new one. Raises KnowledgeRefused
    (fewer than two, too many), Synonym.DoesNotExist."""
    kept = list({" ".join(words_of(one)): " ".join(one.split())[:LONGEST] for one in words if words_of(one)}.values())
    if not 2 <= len(kept) <= MOST_WORDS:
        raise KnowledgeRefused(_("A group has two to twenty words or expressions."))
    if group is None and Synonym.objects.filter(brand=brand).count() >= MOST_GROUPS:
        raise KnowledgeRefused(_("There are five hundred groups already: remove one first."))
    row = Synonym(brand_id=brand) if group is None else Synonym.objects.select_for_update().get(id=group, brand=brand)
    before, row.words = list(row.words or []), kept
    row.save()
    note_change(row, created=group is None, changed={"words": (before, kept)}, brand_id=brand, now=now, by=by)
    return row


@transaction.atomic
def remove_synonyms(group: Synonym, *, now: datetime, by: Staff) -> list[str]:
    """Forget a group; returns its words, to bring it back."""
    words = list(group.words)
    note_change(group, created=False, changed={"words": (words, [])}, brand_id=group.brand_id, now=now, by=by)
    group.delete()
    return words


@transaction.atomic
def redirect_lost(lost: Lost, to: str, *, now: datetime, by: Staff) -> Moved:
    """Have an address that led nowhere lead to a page of the same help site, named by its address, or to one elsewhere
    (https). Raises KnowledgeRefused."""
    page = _page_at(to, lost.brand_id)
    if page is None and not _leads_elsewhere(to):
        raise KnowledgeRefused(_("Choose a page of this help site, or write an address that begins with https://."))
    values = {"page": page, "address": "" if page else to, "by_hand": True, "at": now}
    row, created = Moved.objects.update_or_create(brand_id=lost.brand_id, path=lost.path, defaults=values)
    note_change(row, created=created, changed={"path": ("", lost.path), "to": ("", to)}, brand_id=lost.brand_id, now=now, by=by)
    lost.delete()
    return row


def draft_missing(brand: UUID, words: str, language: str, *, by: Staff) -> Article:
    """Begin the article that readers look for in vain, on no shelf yet. Raises KnowledgeRefused without a help site there."""
    home = Home.objects.filter(brand=brand, locale__language_code=language).first()
    kept = " ".join(words_of(words))[:120]
    if home is None or not kept:
        raise KnowledgeRefused(_("There is no help site in this language."))
    summary = _("To be written: readers look for “%(words)s” and find nothing.") % {"words": kept}
    return write(home, Article, by=by, publish=False, title=kept.capitalize(), keywords=kept, summary=summary)


def _page_at(address: str, brand: UUID) -> Page | None:
    begins = reverse("wagtail_serve", args=["x"]).removesuffix("x").removesuffix("/")
    path = address.removeprefix(settings.PUBLIC_URL)
    home = Home.objects.filter(brand=brand).order_by("depth").first()
    if home is None or not path.startswith(f"{begins}/"):
        return None
    found = Page.objects.descendant_of(home, inclusive=True).filter(url_path=tidy(path.removeprefix(begins)), live=True)
    return found.exclude(pk__in=Article.objects.filter(brand=brand).exclude(audience="public").values("pk")).first()


def _leads_elsewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and len(address) <= 500
