"""Words and tones of tickets on screens: statuses, priorities, reasons, channels."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.brands.vocabulary import speaking
from entregent.routing.models import Channel
from entregent.tickets.models import Reason, Status

CHANNELS = dict(Channel.choices) | {"phone": _("Telephone")}
"""``phone``: what was a call and goes on in writing."""
STATUS_TONES = {
    Status.NEW: "info", Status.OPEN: "brand", Status.PENDING: "warn", Status.ON_HOLD: "", Status.RESOLVED: "good",
    Status.CLOSED: "",
}  # fmt: skip
PRIORITY_TONES = {2: "bad", 1: "warn"}


def status_words(status: str, brand: Brand) -> str:
    """A status in words, with the brand's own word for its customer."""
    with speaking(brand.vocabulary):
        return str(Status(status).label)


def due_tone(due: datetime, now: datetime) -> str:
    """The tone of a countdown: late, within the hour, or with time left."""
    left = due - now
    return "bad" if left < timedelta(0) else "warn" if left < timedelta(hours=1) else ""


def reason_words(reason: Reason) -> str:
    """A reason with the two above it ("Remboursement › Résiliation")."""
    path: list[str] = []
    step: Reason | None = reason
    while step is not None and len(path) < 3:
        path.insert(0, step.name)
        step = step.parent
    return " › ".join(path)


def channel_word(name: str) -> str:
    """A channel in words."""
    return str(CHANNELS.get(name, name))
