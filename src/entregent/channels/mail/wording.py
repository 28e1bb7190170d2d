"""What pages say of a mail that waits: its reason and its subject."""

import re

from django.utils.translation import gettext_lazy as _

from entregent.channels.mail.parse import Unparseable, parse_mail
from entregent.kernel.masking import mask

_REASONS = {
    "unknown-recipient": _("It was sent to an address that is no longer ours."),
    "spam": _("The mail server in front of us calls it spam."),
    "too-large": _("It is larger than we take; only its beginning may have been kept."),
    "no-sender": _("It has no sender."),
    "no-queue": _("The brand has no queue to put it in: create one, then replay."),
    "storage-full": _("No room was left for its files."),
    "sender": _("Its sender is not an address that can be answered."),
    "unreadable": _("It cannot be read: it is broken, or built to harm."),
    "error": _("A fault of ours stopped it: replay it after the next update, and tell us."),
}


def reason_in_words(code: str) -> str:
    """What a person is told of a reason such as ``unreadable:too-deep``; the code itself when it is not known."""
    return str(_REASONS.get(code, _REASONS.get(code.partition(":")[0], code)))


def subject_of(beginning: bytes) -> str:
    """The subject in the first bytes of a mail, its numbers masked; empty when there is none, or nothing can be read."""
    head = re.split(rb"\r?\n\r?\n", beginning, maxsplit=1)[0]
    try:
        return mask(parse_mail(head + b"\r\n\r\n").subject)[0]
    except Unparseable:
        return ""
