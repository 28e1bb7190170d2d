"""One mail, from its bytes to its place: read, judged, threaded, stored. Runs in the caller's transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.channels.mail import events
from entregent.channels.mail.addresses import Destination
from entregent.channels.mail.configuration import MAX_BYTES, own_host
from entregent.channels.mail.filters import FILTERS, Context, Verdict, VerdictKind, judge, nobody_reads, spam, too_large
from entregent.channels.mail.models import RawMail
from entregent.channels.mail.parse import Address, ParsedMail, Unparseable, parse_mail
from entregent.channels.mail.taking.contents import content_of, masked
from entregent.channels.mail.taking.returns import note_bounce, note_complaint
from entregent.channels.mail.taking.threads import continued
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, InvalidHandle, mail_handle
from entregent.kernel.ids import uuid7
from entregent.tickets import actions as tickets
from entregent.tickets.models import Priority

State = RawMail.State
_RELEASED = tuple(examine for examine in FILTERS if examine not in (too_large, spam))
_TAKE = "INSERT INTO mail_taken (id, brand_id, fingerprint, raw) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
AUTOMATIC_TAG = "automatic"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A raw mail that waits. ``sender`` is None when the envelope is not known; ``released``: an administrator let it in."""

    id: UUID
    received_at: datetime
    sender: str | None
    recipients: tuple[str, ...]
    content: bytes
    released: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it; ``message`` is the message made of it, or the one of ours that it is about."""

    state: str
    reason: str = ""
    message: UUID | None = None


def take_in(waiting: Waiting, find: Callable[[str], Destination | None]) -> Outcome:
    """Take a mail in, once for each brand that it is addressed to. Raises what the database and the storage raise:
    then nothing was done.

    The instant is that of its reception: a customer waits from then on, whenever we come to read it.
    """
    destinations = _destinations(waiting.recipients, find)
    if not destinations:
        return Outcome(State.QUARANTINED, "unknown-recipient")
    try:
        parsed = parse_mail(waiting.content)
    except Unparseable as error:
        return _quarantined(waiting, destinations, f"unreadable:{error.reason.value}")
    hosts = frozenset(own_host(destination.address) for destination in destinations)
    context = Context(waiting.content, waiting.sender, hosts, MAX_BYTES)
    verdict = judge(parsed, context, _RELEASED if waiting.released else FILTERS)
    if verdict.kind is VerdictKind.LOOP:
        return Outcome(State.IGNORED, f"loop:{verdict.reason}")
    if verdict.kind in (VerdictKind.SPAM, VerdictKind.TOO_LARGE, VerdictKind.NO_SENDER):
        return _quarantined(waiting, destinations, verdict.kind.value)
    if verdict.kind in (VerdictKind.BOUNCE, VerdictKind.COMPLAINT):
        return _returned(waiting, destinations, verdict)
    author = author_of(parsed, {destination.address for destination in destinations})
    try:
        handle = mail_handle(author.address)
    except InvalidHandle as error:
        return _quarantined(waiting, destinations, f"sender:{error.reason.value}")
    message = None
    for destination in destinations:
        message = _take_for(waiting, destination, parsed, author, handle, verdict) or message
    return Outcome(State.DONE, "", message) if message else Outcome(State.IGNORED, "duplicate")


def author_of(parsed: ParsedMail, ours: set[str]) -> Address:
    """Who wrote: the sender, or who asks for the answer when the sender is a form, of ours or of a site that nobody can
    answer. Not asked without sender."""
    sender = parsed.sender
    if sender is None:
        raise ValueError("a mail without sender has no author")
    if parsed.reply_to and (sender.address.lower() in ours or nobody_reads(sender.address)):
        return parsed.reply_to[0]
    return sender


def fingerprint(parsed: ParsedMail, raw: UUID) -> str:
    """What makes two deliveries one mail: its id and its words. A mail without id and date is never another's double."""
    if parsed.message_id is None and parsed.date is None:
        return hashlib.sha256(raw.bytes).hexdigest()
    sender = parsed.sender.address if parsed.sender else ""
    words = [parsed.message_id or "", parsed.header("date"), sender, parsed.subject, parsed.text]
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "replace"))
    for file in parsed.attachments:
        digest.update(hashlib.sha256(file.data).digest())
    return digest.hexdigest()


def _destinations(recipients: tuple[str, ...], find: Callable[[str], Destination | None]) -> list[Destination]:
    """The first address of each brand."""
    by_brand: dict[UUID, Destination] = {}
    for recipient in recipients:
        if (destination := find(recipient)) is not None:
            by_brand.setdefault(destination.brand, destination)
    return list(by_brand.values())


def _take_for(
    waiting: Waiting, destination: Destination, parsed: ParsedMail, author: Address, handle: Handle, verdict: Verdict
) -> UUID | None:
    brand, now = destination.brand, waiting.received_at
    if not _first_time(brand, fingerprint(parsed, waiting.id), waiting.id):
        return None
    automatic = verdict.kind is VerdictKind.AUTOMATIC
    conversation = continued(brand, destination.code, parsed, handle.value)
    content = content_of(parsed, brand, envelope_sender=waiting.sender, automatic=automatic, now=now)
    alone = automatic and conversation is None
    received = tickets.take_in(
        tickets.Incoming(
            brand=brand,
            channel="mail",
            subject=masked(parsed.subject) or _untitled(destination.language),
            content=content,
            source="mail",
            handle=handle,
            display_name=author.name,
            brand_address=destination.address,
            conversation=conversation,
            queue=destination.queue,
            priority=Priority.LOW if alone else Priority.NORMAL,
            tags=(AUTOMATIC_TAG,) if alone else (),
        ),
        now,
    )
    return received.message.id


def _first_time(brand: UUID, mark: str, raw: UUID) -> bool:
    """Of two processes with the same mail, the second waits here for the first one's commit."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [uuid7(), brand, mark, raw])
        return cursor.rowcount == 1


def _untitled(language: str) -> str:
    with translation.override(language):
        return _("(no subject)")


def _returned(waiting: Waiting, destinations: list[Destination], verdict: Verdict) -> Outcome:
    now = waiting.received_at
    for destination in destinations:
        message = (
            note_complaint(destination.brand, verdict.complaint, now)
            if verdict.complaint
            else note_bounce(destination.brand, verdict.bounces, now)
        )
        if message is not None:
            return Outcome(State.DONE, f"{verdict.kind.value}:{verdict.reason}"[:60], message)
    return Outcome(State.IGNORED, f"{verdict.kind.value}:not-ours")


def _quarantined(waiting: Waiting, destinations: list[Destination], reason: str) -> Outcome:
    now = waiting.received_at
    append(
        [
            events.mail_quarantined(brand=destination.brand, at=now, subject=waiting.id, actor="system:mail", reason=reason)
            for destination in destinations
        ]
    )
    return Outcome(State.QUARANTINED, reason)
