"""What an administrator does with a mail that could not be taken in."""

from datetime import datetime
from uuid import UUID

from entregent.access.actions import audit
from entregent.access.models import Staff
from entregent.channels.mail.errors import NotReplayable
from entregent.channels.mail.models import RawMail


def replay(raw: UUID, *, by: Staff, now: datetime) -> None:
    """Let a mail try again: what made it look like spam, or too large, counts no more. Raises NotReplayable.

    The mail process takes it in within a second; it comes back to quarantine when nothing changed.
    """
    changed = RawMail.objects.filter(id=raw, state=RawMail.State.QUARANTINED).update(
        state=RawMail.State.WAITING, reason="", attempts=0, not_before=None, released=True
    )
    if not changed:
        raise NotReplayable()
    audit("mail.replayed", now=now, staff=by, raw=str(raw))


def discard(raw: UUID, *, by: Staff, now: datetime) -> None:
    """Give a mail up; it is forgotten with the others after some months. Raises NotReplayable."""
    changed = RawMail.objects.filter(id=raw, state=RawMail.State.QUARANTINED).update(
        state=RawMail.State.IGNORED, reason="discarded"
    )
    if not changed:
        raise NotReplayable()
    audit("mail.discarded", now=now, staff=by, raw=str(raw))
