"""Letters to those who write. They leave after the commit."""

import logging
import smtplib
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from entregent.access.models import Staff
from entregent.knowledge.models import Article

log = logging.getLogger(__name__)


def call_for_review(staff: Staff, articles: list[Article], today: date) -> None:
    """Send the list of the articles to be read again to who keeps them right, in their language."""
    lines = [
        {
            "article": one, "late": one.review_by is not None and one.review_by < today,
            "address": f"{settings.PUBLIC_URL}{reverse('knowledge:article', args=[one.public_id])}",
        }
        for one in articles
    ]  # fmt: skip
    with translation.override(staff.language):
        text = render_to_string("knowledge/reviews.txt", {"person": staff, "lines": lines})
        subject = translation.ngettext("An article to read again", "%(count)d articles to read again", len(lines))

    def send() -> None:
        try:
            send_mail(subject % {"count": len(lines)}, text, None, [staff.email])
        except (OSError, smtplib.SMTPException):
            log.exception("the articles to read again were not told to staff %s", staff.id)

    transaction.on_commit(send)
