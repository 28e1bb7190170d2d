"""Taking in the raw mails that wait: in threads of the mail process, each batch in one transaction.

A batch that fails is done again mail by mail, so that one of them never holds up the others. A process killed in the
middle leaves the batch as it was: its mails wait again.
"""

import logging
import threading
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.intake.room import Room
from entregent.channels.mail.models import RawMail
from entregent.channels.mail.taking import Outcome, Waiting, take_in
from entregent.files.errors import StorageFull

log = logging.getLogger(__name__)
BATCH = 12
BATCH_BYTES = 8 * 1024 * 1024
ATTEMPTS = 5
FULL_PAUSE = timedelta(seconds=30)
CLAIM = """
    SELECT id, size FROM mail_rawmail WHERE state = 'waiting' AND (not_before IS NULL OR not_before <= %s)
    ORDER BY received_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
BEHIND = """
    SELECT mine.id FROM mail_rawmail AS mine
    WHERE mine.id = ANY(%(claimed)s) AND mine.sender IS DISTINCT FROM '' AND EXISTS (
        SELECT FROM mail_rawmail AS earlier
        WHERE earlier.state = 'waiting' AND earlier.not_before IS NULL AND earlier.received_at <= mine.received_at
            AND earlier.id < mine.id AND earlier.sender IS NOT DISTINCT FROM mine.sender AND earlier.id <> ALL(%(claimed)s))
"""
READ = "SELECT id, received_at, sender, recipients, content, released FROM mail_rawmail WHERE id = ANY(%s)"
SETTLE = """
    UPDATE mail_rawmail AS raw SET state = done.state, reason = done.reason, message = done.message
    FROM unnest(%s::uuid[], %s::varchar[], %s::varchar[], %s::uuid[]) AS done(id, state, reason, message)
    WHERE raw.id = done.id
"""
POSTPONE = "UPDATE mail_rawmail SET attempts = attempts + %s, not_before = %s, reason = %s, state = %s WHERE id = %s"


def drain_once(book: AddressBook, room: Room, limit: int = BATCH) -> int:
    """Take in the next mails; return how many were looked at (0: nothing waits, or others are at it).
    ``room`` is told when there is none for an attachment: senders are then put off.

    Raises the database's errors when it went away.
    """
    book.keep_fresh()  # before anything is locked
    claimed: list[UUID] = []
    try:
        with every_brand():
            claimed = _claim(timezone.now(), limit)
            _settle([(waiting.id, take_in(waiting, book.find)) for waiting in _read(claimed)])
    except Exception as error:
        if _is_gone(error) or not claimed:
            raise
        for raw in claimed:
            _alone(raw, book, room)
    return len(claimed)


def _alone(raw: UUID, book: AddressBook, room: Room) -> None:
    """One mail in its own transaction; what it raises is noted on it, and after some tries it goes to quarantine."""
    with every_brand():
        row = RawMail.objects.select_for_update(skip_locked=True).filter(id=raw, state=RawMail.State.WAITING).first()
        if row is None:
            return
        try:
            with transaction.atomic():
                outcomes = [(waiting.id, take_in(waiting, book.find)) for waiting in _read([raw])]
        except StorageFull:
            log.warning("no room is left for files: the raw mail %s waits", raw)
            room.was_full()
            _postpone(row, timezone.now() + FULL_PAUSE, "storage-full", counts=False)
        except Exception as error:
            if _is_gone(error):
                raise
            log.exception("the raw mail %s could not be taken in, try %s", raw, row.attempts + 1)
            _postpone(row, timezone.now() + timedelta(seconds=2**row.attempts), reason_of(error), counts=True)
        else:
            _settle(outcomes)


def reason_of(error: Exception) -> str:
    """A stable code for what stopped a mail, without its words, which may be personal."""
    return "no-queue" if isinstance(error, LookupError) and "queue" in str(error) else f"error:{type(error).__name__}"[:60]


def _claim(now: datetime, limit: int) -> list[UUID]:
    """The oldest that wait, as many as memory may hold at once.

    A sender's second mail is left while another thread still has the first in hand: it may be its answer, and would find
    no conversation yet. Of IMAP mails no sender is known: one thread has them at a time.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, limit])
        chosen, total = [], 0
        for raw, size in cursor.fetchall():
            total += size
            if chosen and total > BATCH_BYTES:
                break
            chosen.append(raw)
        cursor.execute(BEHIND, {"claimed": chosen})
        behind = {raw for (raw,) in cursor.fetchall()}
        return [raw for raw in chosen if raw not in behind]


def _read(ids: list[UUID]) -> list[Waiting]:
    """Sorted by sender: two batches then meet the same persons in the same order and never wait for each other crosswise."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(READ, [ids])
        found = [
            Waiting(raw, at, sender, tuple(to), bytes(content), released) for raw, at, sender, to, content, released in cursor
        ]
    return sorted(found, key=lambda waiting: (waiting.sender or "", waiting.id))


def _settle(outcomes: list[tuple[UUID, Outcome]]) -> None:
    if not outcomes:
        return
    columns = [
        [raw for raw, _ in outcomes],
        [str(outcome.state) for _, outcome in outcomes],
        [outcome.reason[:60] for _, outcome in outcomes],
        [outcome.message for _, outcome in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, columns)


def _postpone(row: RawMail, until: datetime, reason: str, *, counts: bool) -> None:
    over = counts and row.attempts + 1 >= ATTEMPTS
    state = RawMail.State.QUARANTINED if over else RawMail.State.WAITING
    with connection.cursor() as cursor:
        cursor.execute(POSTPONE, [int(counts), until, reason, state, row.id])


def _is_gone(error: Exception) -> bool:
    """Whether the database went away, rather than refused something."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return connection.connection is None or connection.connection.closed


class Drain:
    """Threads that take in what waits: woken when a mail comes, and each second for what others left."""

    def __init__(self, book: AddressBook, room: Room, threads: int = 2) -> None:
        self._book, self._room = book, room
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._rings = 0
        self._threads = [threading.Thread(target=self._run, name=f"drain {n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """A mail came. From any thread."""
        with self._news:
            self._rings += 1
            self._news.notify()

    def stop(self, patience: float = 10.0) -> None:
        """Finish the batches under way; ``patience`` in seconds."""
        self._stop.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(patience)

    def _run(self) -> None:
        heard = 0
        while not self._stop.is_set():
            try:
                while drain_once(self._book, self._room) and not self._stop.is_set():
                    pass
            except Exception:  # the database went away: say it, and go on when it is back
                log.exception("the mails that wait could not be read")
                close_old_connections()
                self._stop.wait(1)
            with self._news:
                if self._rings == heard and not self._stop.is_set():
                    self._news.wait(1)
                heard = self._rings
        connection.close()
