"""The mail that carries a one-time link. It leaves after the commit, and its loss is told: the link is on the screen too."""

import logging
import smtplib

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from entregent.access.models import Staff

log = logging.getLogger(__name__)


def mail_invitation(staff: Staff, link: str, *, by: Staff) -> None:
    """Send the link to its owner, in their language, once the invitation is committed."""
    with translation.override(staff.language):
        text = render_to_string("studio/invitation.txt", {"person": staff, "link": link, "by": by})
        subject = translation.gettext("Your account on Entregent")

    def send() -> None:
        try:
            send_mail(subject, text, None, [staff.email])
        except (OSError, smtplib.SMTPException):
            log.exception("the invitation of staff %s was not sent", staff.id)

    transaction.on_commit(send)
