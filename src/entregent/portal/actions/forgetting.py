"""What the portal does not keep."""

from datetime import datetime, timedelta

from entregent.portal.models import Link, Session
from entregent.portal.queries.visits import IDLE


def forget(now: datetime) -> None:
    """Forget links a day after they were asked for (they hold strangers' addresses), and sessions that are over."""
    Link.objects.filter(created_at__lt=now - timedelta(days=1)).delete()
    Session.objects.filter(ends_at__lt=now).delete()
    Session.objects.filter(seen_at__lt=now - IDLE).delete()
