"""Articles given to persons: what their effect on contacts is measured from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.conversations.models import Conversation, Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.knowledge.events import article_used
from entregent.knowledge.models import Article, Use

A_DAY = timedelta(days=1)
KEPT = A_DAY
"""How long what was put in an answer waits for the answer to leave."""


@dataclass(frozen=True, slots=True)
class Given:
    """To whom an article was given, where, by whom; None where nobody knows."""

    person: UUID | None = None
    conversation: UUID | None = None
    staff: Staff | None = None


@transaction.atomic
def put(article: Article, how: Use.How, conversation: Conversation, staff: Staff, *, now: datetime) -> Use:
    """An agent puts an article in the answer they write: it counts when the answer leaves, once a conversation and a way."""
    Use.objects.filter(article=article, conversation=conversation, staff=staff, how=how, given_at=None).delete()
    return Use.objects.create(
        brand_id=article.brand_id, article=article, how=how, person_id=conversation.person_id, conversation=conversation,
        staff=staff, at=now,
    )  # fmt: skip


@transaction.atomic
def give(article: Article, how: Use.How, given: Given, *, now: datetime) -> Use:
    """An article was given to a person at once: shown by a robot, read by somebody known."""
    made = Use.objects.create(
        brand_id=article.brand_id, article=article, how=how, person_id=given.person, conversation_id=given.conversation,
        staff=given.staff, at=now, given_at=now,
    )  # fmt: skip
    append([_told(made, article.public_id, now)])
    return made


def read_by(article: Article, person: UUID, *, now: datetime) -> None:
    """Somebody known reads an article by themselves: whether they write again is counted from then on. Once a day."""
    before = Use.objects.filter(article=article, person=person, how=Use.How.READ, given_at__gt=now - A_DAY)
    if not before.exists():
        give(article, Use.How.READ, Given(person=person), now=now)


@transaction.atomic
def answer_left(message: UUID, *, now: datetime) -> int:
    """An answer left: what was put in it counts, a link only if it still stands there. May be called twice."""
    sent = Message.objects.filter(id=message, staff__isnull=False).values_list("conversation_id", "staff_id", "text").first()
    if sent is None:
        return 0
    conversation, staff, text = sent
    waiting = Use.objects.select_related("article").filter(
        conversation=conversation, staff=staff, given_at=None, at__gt=now - KEPT
    )
    counted = [one for one in waiting if one.how != Use.How.LINK or one.article.url_path in text]
    for one in counted:
        one.given_at = now
        one.save(update_fields=["given_at"])
    append([_told(one, one.article.public_id, now) for one in counted])
    return len(counted)


def _told(use: Use, article: UUID, now: datetime) -> Fact:
    told = {"staff": use.staff_id, "conversation": use.conversation_id}
    return article_used(
        brand=use.brand_id, at=now, subject=article, person=use.person_id, how=str(use.how),
        actor=f"staff:{use.staff_id}" if use.staff_id else "system:knowledge",
        **{name: value for name, value in told.items() if value},
    )  # fmt: skip
