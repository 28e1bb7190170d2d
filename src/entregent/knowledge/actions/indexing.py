"""Writing what is searched of an article, from its version in force."""

import json

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from entregent.knowledge.models import Article, Indexed
from entregent.knowledge.rules.passages import Piece, cut
from entregent.knowledge.rules.words import words_of

AT_ONCE = 500
INDEX = "SELECT knowledge_index(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


def index(article: Article) -> None:
    """Have an article found by its words, in place of what was: one statement. Its brand must be open."""
    public = article.audience == Article.Audience.PUBLIC
    answer = [Piece("", article.summary), *cut(str(article.body))]
    note = cut(article.note)
    passages = [
        {"place": place, "public": public and place < len(answer), "heading": piece.heading, "text": piece.text,
         "words": _words([piece])}
        for place, piece in enumerate(answer + note)
    ]  # fmt: skip
    values = [
        article.pk, article.brand_id, article.locale.language_code, public, article.live_revision_id,
        words_of(f"{article.title} {article.keywords}"), _words(answer), _words(note), json.dumps(passages),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INDEX, values)


def _words(pieces: list[Piece]) -> list[str]:
    return words_of("\n".join(f"{piece.heading}\n{piece.text}" for piece in pieces))


def forget(page: int) -> None:
    """Have an article found no more: one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT knowledge_forget(%s)", [page])


def not_searched() -> list[Article]:
    """Articles in force whose searched version is not theirs: copied, translated, brought back. The brands must be open."""
    revisions = {"searched": Coalesce("indexed__revision", 0), "in_force": Coalesce("live_revision_id", 0)}
    changed = Article.objects.filter(live=True).annotate(**revisions)
    changed = changed.filter(Q(indexed__isnull=True) | ~Q(searched=F("in_force")))
    return list(changed.select_related("locale").order_by("pk")[:AT_ONCE])


def searched_in_vain() -> list[int]:
    """Articles that are found and not in force any more. The brands must be open."""
    return list(Indexed.objects.filter(article__live=False).values_list("pk", flat=True)[:AT_ONCE])
