"""Reading mailboxes by IMAP: announced by IDLE or looked for, each message once whatever falls in between."""

import hashlib
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from entregent.brands.scope import every_brand, visible
from entregent.channels.mail.configuration import MAX_BYTES
from entregent.channels.mail.models import Mailbox, RawMail
from entregent.channels.mail.sealing import SealBroken, unseal

log = logging.getLogger(__name__)
STEP = 50
STEP_BYTES = 16 * 1024 * 1024
TIMEOUT = 30  # seconds
LONGEST_IDLE = 600  # seconds: some servers and routers drop a silent line before RFC 2177's 29 minutes
LONGEST_WAIT = 300  # seconds between two tries of a mailbox that does not answer
HEAD = b"BODY.PEEK[HEADER]"
WHOLE = b"BODY.PEEK[]"
_SAFETY = timedelta(days=2)


class Reader:
    """Reads one mailbox; ``kept`` is called when something was stored."""

    def __init__(self, mailbox: Mailbox, kept: Callable[[], None]) -> None:
        self._mailbox, self._kept = mailbox, kept

    @contextmanager
    def connected(self) -> Iterator[IMAPClient]:
        """Log in and select the folder. Raises OSError, IMAPClientError, SealBroken."""
        box = self._mailbox
        context = ssl.create_default_context() if box.security != Mailbox.Security.NONE else None
        tls = box.security == Mailbox.Security.TLS
        client = IMAPClient(box.host, box.port, ssl=tls, ssl_context=context if tls else None, timeout=TIMEOUT)
        try:
            if box.security == Mailbox.Security.STARTTLS:
                client.starttls(context)
            client.login(box.login, unseal(box.password))
            self._settle_place(client.select_folder(box.folder))
            yield client
        finally:
            _leave(client)

    def read(self, client: IMAPClient) -> int:
        """Store what is new, in steps; return how many messages were looked at."""
        total = 0
        while uids := self._next(client):
            self._store(client, uids)
            self._mark(client, uids)
            total += len(uids)
        with visible([self._mailbox.brand_id]):
            Mailbox.objects.filter(id=self._mailbox.id).update(read_at=timezone.now(), trouble="")
        return total

    def wait(self, client: IMAPClient, stop: threading.Event) -> None:
        """Until something may have come: the server's word where it has IDLE, else a while."""
        if not client.has_capability("IDLE"):
            stop.wait(self._mailbox.poll_seconds)
            client.noop()
            return
        client.idle()
        try:
            until = time.monotonic() + LONGEST_IDLE
            while not stop.is_set() and time.monotonic() < until:
                if client.idle_check(timeout=1):
                    break
        finally:
            client.idle_done()

    def _settle_place(self, folder: dict[bytes, int]) -> None:
        """Where to go on. A new UIDVALIDITY means that the old numbers say nothing: the last days are looked at again, and
        what is known by its digest is left out."""
        box, validity = self._mailbox, folder[b"UIDVALIDITY"]
        if box.uidvalidity == validity:
            return
        first = box.uidvalidity is None
        box.uidvalidity, box.last_uid = validity, folder[b"UIDNEXT"] - 1 if first and not box.takes_old else 0
        with visible([box.brand_id]):
            box.save(update_fields=["uidvalidity", "last_uid"])

    def _next(self, client: IMAPClient) -> list[int]:
        """The next messages, as many as memory may hold at once."""
        box = self._mailbox
        criteria: list[object] = ["UID", f"{box.last_uid + 1}:*"]
        if box.last_uid == 0 and not box.takes_old and box.read_at is not None:
            criteria += ["SINCE", (box.read_at - _SAFETY).date()]
        found = sorted(uid for uid in client.search(criteria) if uid > box.last_uid)[:STEP]
        if not found:
            return []
        sizes = client.fetch(found, [b"RFC822.SIZE"])
        chosen, total = [], 0
        for uid in found:
            total += min(sizes.get(uid, {}).get(b"RFC822.SIZE", 0), MAX_BYTES)
            if chosen and total > STEP_BYTES:
                break
            chosen.append(uid)
        self._oversized = {uid for uid in chosen if sizes.get(uid, {}).get(b"RFC822.SIZE", 0) > MAX_BYTES}
        return chosen

    def _store(self, client: IMAPClient, uids: list[int]) -> None:
        """Store the messages and how far we are, in one transaction. Of one that is too large, only the head is kept."""
        box = self._mailbox
        whole = [uid for uid in uids if uid not in self._oversized]
        contents: dict[int, bytes] = {}
        if whole:
            contents |= {uid: data[b"BODY[]"] for uid, data in client.fetch(whole, [WHOLE]).items()}
        if self._oversized:
            contents |= {uid: data[b"BODY[HEADER]"] for uid, data in client.fetch(sorted(self._oversized), [HEAD]).items()}
        with visible([box.brand_id]):
            Mailbox.objects.select_for_update().get(id=box.id)  # two mail processes with one mailbox wait here
            for uid, content in sorted(contents.items()):
                if content:
                    self._store_one(uid, content)
            Mailbox.objects.filter(id=box.id).update(last_uid=max(uids))
        box.last_uid = max(uids)
        self._kept()

    def _store_one(self, uid: int, content: bytes) -> None:
        box, digest = self._mailbox, hashlib.sha256(content).hexdigest()
        if RawMail.objects.filter(via=RawMail.Via.IMAP, digest=digest, origin__startswith=f"imap:{box.id}:").exists():
            return
        too_large = uid in self._oversized
        try:
            with transaction.atomic():
                RawMail.objects.create(
                    received_at=timezone.now(),
                    via=RawMail.Via.IMAP,
                    sender=None,
                    recipients=[box.address.address],
                    content=content,
                    size=len(content),
                    digest=digest,
                    origin=f"imap:{box.id}:{box.uidvalidity}:{uid}",
                    state=RawMail.State.QUARANTINED if too_large else RawMail.State.WAITING,
                    reason="too-large" if too_large else "",
                )
        except IntegrityError:
            log.info("the message %s of the mailbox %s is already there", uid, box.id)

    def _mark(self, client: IMAPClient, uids: list[int]) -> None:
        """Say in the mailbox that they were read. A fall before it leaves them unmarked, not unread by us."""
        client.add_flags(uids, [b"\\Seen"])
        if not self._mailbox.move_to:
            return
        if not client.folder_exists(self._mailbox.move_to):
            client.create_folder(self._mailbox.move_to)
        if client.has_capability("MOVE"):
            client.move(uids, self._mailbox.move_to)
        else:
            client.copy(uids, self._mailbox.move_to)
            client.delete_messages(uids)
            client.expunge(uids if client.has_capability("UIDPLUS") else None)


def _leave(client: IMAPClient) -> None:
    """Log out, or at least close the line; what goes wrong by then must not hide what went wrong before."""
    with suppress(OSError, IMAPClientError):
        client.logout()
        return
    with suppress(OSError):
        client.shutdown()


def mailbox_of(id: UUID) -> Mailbox | None:
    """The mailbox with its address, when it is still to be read."""
    with every_brand():
        rows = Mailbox.objects.select_related("address").filter(id=id, active=True, address__active=True, brand__active=True)
        return rows.first()


def read_forever(id: UUID, kept: Callable[[], None], stop: threading.Event) -> None:
    """Read a mailbox until told to stop, or until it is closed in the studio; what goes wrong is noted on it."""
    falls = 0
    while not stop.is_set():
        try:
            mailbox = mailbox_of(id)
            if mailbox is None:
                break
            reader = Reader(mailbox, kept)
            with reader.connected() as client:
                while not stop.is_set():
                    reader.read(client)
                    falls = 0
                    reader.wait(client, stop)
                    if _changed(mailbox):
                        break
        except Exception as error:  # whatever a server does must not stop the others
            falls += 1
            wait = min(LONGEST_WAIT, 2**falls)
            log.warning("the mailbox %s could not be read (%s): again in %s s", id, type(error).__name__, wait)
            _note(id, error)
            stop.wait(wait)
    connection.close()


def _changed(mailbox: Mailbox) -> bool:
    """Whether the studio changed how it is read: then connect anew."""
    current = mailbox_of(mailbox.id)
    names = ("host", "port", "security", "login", "password", "folder", "move_to", "poll_seconds", "address_id")
    return current is None or any(getattr(current, name) != getattr(mailbox, name) for name in names)


def _note(id: UUID, error: Exception) -> None:
    told = str(error) if isinstance(error, SealBroken) else f"{type(error).__name__}: {error}"
    try:
        close_old_connections()
        with every_brand():
            Mailbox.objects.filter(id=id).update(trouble=told[:200])
    except Exception:  # the database is away as well: the next try will tell
        log.warning("the trouble of the mailbox %s could not be noted", id)


class Readers:
    """A thread for each mailbox; new ones are found within half a minute."""

    LOOK_EVERY = 30.0  # seconds

    def __init__(self, kept: Callable[[], None]) -> None:
        self._kept = kept
        self._stop = threading.Event()
        self._threads: dict[UUID, threading.Thread] = {}
        self._keeper = threading.Thread(target=self._run, name="mailboxes", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._keeper.start()

    def stop(self, patience: float = 5.0) -> None:
        """Finish what is being stored; ``patience`` in seconds."""
        self._stop.set()
        for thread in [self._keeper, *self._threads.values()]:
            thread.join(patience)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with every_brand():
                    wanted = list(Mailbox.objects.filter(active=True, address__active=True).values_list("id", flat=True))
            except Exception:  # the database went away: it comes back
                log.exception("the mailboxes could not be listed")
                close_old_connections()
                wanted = []
            for id in wanted:
                if id not in self._threads or not self._threads[id].is_alive():
                    thread = threading.Thread(
                        target=read_forever, args=(id, self._kept, self._stop), name="mailbox", daemon=True
                    )
                    self._threads[id] = thread
                    thread.start()
            self._stop.wait(self.LOOK_EVERY)
        connection.close()
