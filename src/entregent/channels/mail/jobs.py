"""What the mail room does by itself."""

from datetime import timedelta

from django.utils import timezone

from entregent.channels.mail.configuration import KEPT_DAYS
from entregent.channels.mail.models import RawMail
from entregent.jobs.app import job


@job(every="40 3 * * *", lock="mail-forget")
def forget(timestamp: int) -> None:
    """Delete the raw mails that were taken in or ignored long enough ago."""
    handled = RawMail.objects.filter(state__in=[RawMail.State.DONE, RawMail.State.IGNORED])
    handled.filter(received_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
