"""When a session was last seen: written once in five minutes, not at each request."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

EVERY = timedelta(minutes=5)
_MANY = 20_000
_noted: dict[str, datetime] = {}


def remember(key: str, now: datetime) -> None:
    """A session whose row was written this moment: it is not written again soon."""
    if len(_noted) >= _MANY:
        _noted.clear()
    _noted[key] = now


def note(request: HttpRequest, now: datetime) -> None:
    """Write that the session of this request is in use, from which address; not again what this process wrote lately."""
    key = request.session.session_key
    if not key or now - _noted.get(key, datetime.min.replace(tzinfo=now.tzinfo)) < EVERY:
        return
    remember(key, now)
    address = get_adapter(request).get_client_ip(request)
    UserSession.objects.filter(session_key=key, last_seen_at__lt=now - EVERY).update(last_seen_at=now, ip=address)
