"""Writes of deflections: offered, answered, followed until it is known what became of them."""

from datetime import datetime, timedelta
from uuid import UUID

from entregent.brands.statements import fetch
from entregent.deflections import events
from entregent.deflections.models import Deflection
from entregent.journal.actions import append
from entregent.journal.kinds import Fact, Kind
from entregent.kernel.ids import uuid7

FOLLOWED = timedelta(days=7)
"""Who gets in touch again so soon was not helped: the days of the trade's second « FCR »."""
GRACE = timedelta(minutes=10)
"""What is written just after still belongs to the way that was taken."""
BATCH = 1000


def offer(
    brand: UUID, subject: UUID, medium: str, ways: tuple[str, ...], now: datetime, *, waiting: bool = False,
    queue: UUID | None = None, wait: int | None = None, person: UUID | None = None, conversation: UUID | None = None,
) -> None:  # fmt: skip
    """Note that these ways were offered in a chat, a session or a call (``subject``); each once. ``wait`` in seconds.

    In the caller's transaction, with the brand's walls open.
    """
    known = set(Deflection.objects.filter(subject=subject, to__in=ways).values_list("to", flat=True))
    rows = [
        Deflection(
            id=uuid7(), brand_id=brand, subject=subject, medium=medium, to=to, waiting=waiting, queue_id=queue,
            wait_seconds=wait, person_id=person, conversation_id=conversation, offered_at=now,
        )
        for to in ways if to not in known
    ]  # fmt: skip
    if not rows:
        return
    about = [brand, subject, medium, waiting, queue, wait, person, conversation, now]
    made = {row[0] for row in fetch(ONCE, [*about, [row.id for row in rows], [row.to for row in rows]])}
    append([_fact(events.offered, row, now, waiting=waiting, queue=queue, wait=wait) for row in rows if row.id in made])


ONCE = """
    INSERT INTO deflections_deflection (brand_id, subject, medium, waiting, queue_id, wait_seconds, person_id, conversation_id,
                                        offered_at, answer, outcome, id, "to")
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', id, "to" FROM unnest(%s::uuid[], %s::text[]) AS new (id, "to")
    ON CONFLICT (subject, "to") DO NOTHING RETURNING id
"""
"""Of two tabs that are shown the same at once, the one whose row it is tells it."""


def answer(subject: UUID, to: str, accepted: bool, now: datetime, *, person: UUID | None = None) -> None:
    """They took the way, or would not; the first answer stands. ``person``: who they turned out to be."""
    row = Deflection.objects.select_for_update(of=["self"]).filter(subject=subject, to=to, answer="").first()
    if row is None:
        return
    row.answer = Deflection.Answer.ACCEPTED if accepted else Deflection.Answer.REFUSED
    row.answered_at, row.person_id = now, person or row.person_id
    row.save(update_fields=["answer", "answered_at", "person"])
    append([_fact(events.answered, row, now, accepted=accepted)])


def came_back(subject: UUID, now: datetime) -> None:
    """They asked for an agent after all, in the very exchange in which they had taken another way."""
    taken = Deflection.objects.select_for_update(of=["self"]).filter(subject=subject, answer="accepted", outcome="")
    _settle(list(taken), Deflection.Outcome.RETURNED, now)


def follow(now: datetime) -> int:
    """Settle what can be told of the ways taken: returned at the first contact that has nothing to do with them, resolved
    when none came in ``FOLLOWED``. Returns how many: a batch at most; for a job, the walls of the brands being open."""
    followed = Deflection.objects.select_for_update(of=["self"], skip_locked=True).filter(answer="accepted", outcome="")
    returned = list(followed.filter(id__in=[row[0] for row in fetch(RETURNED, [GRACE, GRACE, FOLLOWED, BATCH])]))
    _settle(returned, Deflection.Outcome.RETURNED, now)
    over = list(followed.filter(answered_at__lte=now - FOLLOWED).order_by("answered_at")[:BATCH])
    _settle([row for row in over if row.person_id is not None], Deflection.Outcome.RESOLVED, now)
    _settle([row for row in over if row.person_id is None], Deflection.Outcome.UNKNOWN, now)
    return len(returned) + len(over)


RETURNED = """
    SELECT taken.id FROM deflections_deflection taken
    JOIN people_person first ON first.id = taken.person_id
    WHERE taken.answer = 'accepted' AND taken.outcome = '' AND EXISTS (
        SELECT FROM conversations_conversation conversation
        JOIN conversations_message message ON message.conversation_id = conversation.id
        WHERE conversation.person_id = coalesce(first.merged_into_id, first.id)
        AND conversation.last_message_at > taken.answered_at + %s
        AND message.kind = 'in' AND NOT message.automatic AND message.channel <> taken.to
        AND NOT (taken.to = 'message' AND conversation.id = taken.conversation_id)
        AND message.at > taken.answered_at + %s AND message.at <= taken.answered_at + %s)
    LIMIT %s
"""
"""A message that they left in their chat, and what they say on the medium to which they went, are no contact more."""


def _settle(rows: list[Deflection], outcome: Deflection.Outcome, now: datetime) -> None:
    for row in rows:
        row.outcome, row.settled_at = outcome, now
    Deflection.objects.bulk_update(rows, ["outcome", "settled_at"])
    append([_fact(events.settled, row, now, outcome=outcome.value) for row in rows])


def _fact(kind: Kind, row: Deflection, now: datetime, **data: object) -> Fact:
    actor = f"person:{row.person_id}" if row.person_id else "system:deflections"
    return kind(
        brand=row.brand_id, at=now, subject=row.subject, actor=actor, person=row.person_id, medium=row.medium, to=row.to, **data
    )
