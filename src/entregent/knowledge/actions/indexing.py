"""Writing what is searched of an article, from its version in force."""

import json

from django.db import connection

from entregent.knowledge.models import Article
from entregent.knowledge.rules.passages import Piece, cut
from entregent.knowledge.rules.words import words_of

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
