"""Keeping what readers do: opened, useful or not, looked for, given to a person, asked for in vain."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.kernel.ids import uuid7
from entregent.kernel.masking import mask
from entregent.knowledge.events import article_voted
from entregent.knowledge.models import Article, Lost, Search, Vote
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.rules.addresses import LONGEST, without_question, worth_keeping
from entregent.knowledge.rules.words import kept_words

MOST_LOST = 1000
"""Addresses kept a brand: machines that try everything must not fill the table."""

COUNT = """
    INSERT INTO knowledge_reading (id, brand_id, article_id, "on", medium, times) VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (article_id, "on", medium) DO UPDATE SET times = knowledge_reading.times + 1
"""
LOSE = """
    INSERT INTO knowledge_lost (id, brand_id, path, times, came_from, first_at, last_at) VALUES (%s, %s, %s, 1, %s, %s, %s)
    ON CONFLICT (brand_id, path) DO UPDATE SET times = knowledge_lost.times + 1, last_at = excluded.last_at,
        came_from = CASE WHEN excluded.came_from = '' THEN knowledge_lost.came_from ELSE excluded.came_from END
"""


def count_reading(brand: UUID, page: int, medium: Medium, now: datetime) -> None:
    """An article was opened."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [uuid7(), brand, page, now.date(), medium])


def note_search(brand: UUID, words: str, *, language: str, medium: Medium, found: int, now: datetime) -> None:
    """Somebody looked for something; what could name a person is not kept, and nothing is when nothing else is left."""
    if kept := kept_words(words):
        Search.objects.create(brand_id=brand, language=language, words=kept, medium=medium, found=min(found, 1000), at=now)


def note_lost(brand: UUID, path: str, came_from: str, now: datetime) -> None:
    """An address of a help site led nowhere."""
    if not worth_keeping(path):
        return
    if Lost.objects.filter(brand=brand).count() >= MOST_LOST and not Lost.objects.filter(brand=brand, path=path).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(LOSE, [uuid7(), brand, path[:LONGEST], without_question(came_from), now, now])


@transaction.atomic
def vote(article: Article, useful: bool, *, now: datetime, staff: Staff | None = None) -> Vote:
    """Somebody says whether an article helped. A colleague's second word replaces the first."""
    if staff is not None:
        Vote.objects.filter(article=article, staff=staff).delete()
    made = Vote.objects.create(brand_id=article.brand_id, article=article, useful=useful, staff=staff, at=now)
    actor = f"staff:{staff.id}" if staff else "person:unknown"
    told = {"staff": staff.id} if staff else {}
    append([article_voted(brand=article.brand_id, at=now, subject=article.public_id, actor=actor, useful=useful, **told)])
    return made


def explain_vote(vote: Vote, comment: str) -> None:
    """Why: card numbers that were typed there are masked."""
    vote.comment = mask(" ".join(comment.split())[:500])[0][:500]
    vote.save(update_fields=["comment"])
