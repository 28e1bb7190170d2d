"""A message that a caller leaves: it becomes a request, or goes on with the one that they waited under."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.channels.voice import events, recordings
from entregent.channels.voice.actions.beginning import ACTOR, MEDIUM
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.models import Call, Voicemail
from entregent.channels.voice.rules import LONGEST_KEPT
from entregent.conversations.content import Content
from entregent.deflections import actions as deflections
from entregent.journal.actions import append
from entregent.looks.wording import duration
from entregent.routing import actions as routing
from entregent.tickets import actions as tickets

BATCH = 100
WAY = "message"
"""As which it was offered to who waited."""


@transaction.atomic
def message_begun(call_id: UUID, id: UUID, queue: UUID | None, key: str, now: datetime) -> None:
    """The caller speaks after the tone. ``key`` is sealed."""
    call = Call.objects.get(id=call_id)
    Voicemail.objects.create(
        id=id, brand_id=call.brand_id, call=call, queue_id=queue, key=key, begun_at=now,
        expires_at=now + timedelta(days=LONGEST_KEPT),
    )  # fmt: skip


@transaction.atomic
def message_left(call_id: UUID, id: UUID, why: str, seconds: float, now: datetime) -> None:
    """They have spoken: it waits for an answer. ``why`` is a word of ``call.message_left``; twice is once."""
    ticket_id = Call.objects.values_list("ticket", flat=True).get(id=call_id)
    ticket = tickets.locked_where_it_went(id=ticket_id) if ticket_id else None  # held before the call, as everywhere
    call = locked(call_id)
    row = Voicemail.objects.select_for_update(of=["self"]).select_related("call__conversation__brand").get(id=id)
    if row.left_at is not None:
        return
    with translation.override(call.conversation.brand.language):
        text = _("Voice message, %(time)s") % {"time": duration(seconds)}
        if ticket is None:
            ticket = tickets.take_on(
                call.conversation, subject=_("Voice message"), channel=MEDIUM, queue=row.queue_id, now=now, actor=ACTOR
            )
            call.ticket = ticket
            call.save(update_fields=["ticket"])
        else:  # nobody is on the line any more: what waits from now on is the message
            append(routing.cancel(ticket.id, now, ACTOR)[1])
            tickets.go_on_in_writing(ticket.id, MEDIUM, now=now, actor=ACTOR)
    incoming = tickets.Incoming(
        brand=call.brand_id, channel=MEDIUM, subject=ticket.title, content=Content(text=text, sender=call.conversation.address),
        source=MEDIUM, person=call.conversation.person_id, conversation=call.conversation_id,
    )  # fmt: skip
    tickets.receive(incoming, now)
    deflections.answer(call.id, WAY, True, now)
    row.ticket, row.seconds, row.left_at = ticket, round(seconds, 1), now
    row.save(update_fields=["ticket", "seconds", "left_at"])
    actor = f"person:{call.conversation.person_id}"
    append([events.call_message_left(**about(call, now, actor), message=row.id, seconds=row.seconds, why=why)])


@transaction.atomic
def message_empty(call_id: UUID, id: UUID) -> None:
    """They said nothing: nothing is kept."""
    row = Voicemail.objects.filter(id=id, call=call_id, left_at=None).first()
    if row is not None:
        recordings.remove(recordings.file_of(row.brand_id, row.id))
        row.delete()


def keep_cut_messages(call_id: UUID, now: datetime) -> None:
    """The process that carried a call fell while its caller spoke: what was written until then is kept."""
    for row in Voicemail.objects.filter(call=call_id, left_at=None):
        message_left(call_id, row.id, "lost", (now - row.begun_at).total_seconds(), now)


@transaction.atomic
def message_heard(id: UUID, words: str | None, now: datetime) -> None:
    """A message is written down; ``words`` None: nothing here can hear."""
    row = Voicemail.objects.select_for_update(of=["self"]).select_related("call__conversation").get(id=id)
    row.state = Voicemail.Text.UNHEARD if words is None else Voicemail.Text.WRITTEN
    row.words = words or ""
    row.save(update_fields=["state", "words"])
    append([events.call_message_heard(**about(row.call, now, ACTOR), message=row.id, state=row.state.value)])


@transaction.atomic
def expire_messages(now: datetime) -> int:
    """Delete the sound of messages that were kept their time, among the brands that are seen, some at a time; how many there
    were. What was written down stays with the request."""
    due = Voicemail.objects.select_for_update(skip_locked=True, of=["self"]).filter(expires_at__lte=now).exclude(key="")
    rows = list(due.select_related("call__conversation").order_by("expires_at")[:BATCH])
    for row in rows:
        _delete(row)
    append(
        [
            events.message_expired(
                brand=row.brand_id, at=now, subject=row.id, actor=ACTOR, call=row.call_id, days=(now - row.begun_at).days
            )
            for row in rows
        ]
    )
    return len(rows)


def erase_messages(person: UUID) -> int:
    """Delete the messages that somebody left, and what was written down of them; how many there were."""
    rows = list(Voicemail.objects.select_for_update(of=["self"]).filter(call__conversation__person=person))
    for row in rows:
        row.words = ""
        row.save(update_fields=["words"])
        _delete(row)
    return len(rows)


def _delete(row: Voicemail) -> None:
    row.key = ""
    row.save(update_fields=["key"])
    recordings.remove(recordings.file_of(row.brand_id, row.id))
