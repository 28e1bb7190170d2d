"""Forgetting what is over."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from entregent.access.models import Remembered
from entregent.jobs.app import job


@job(every="41 * * * *", attempts=1, lock="access.sweep")
def sweep(timestamp: int) -> None:
    """Every hour: forget what all processes remembered together for a while, and the sessions that are over."""
    now = timezone.now()
    Remembered.objects.filter(expires_at__lte=now).delete()
    Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
