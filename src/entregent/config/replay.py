"""Giving the facts that were put aside to their followers again."""

from collections.abc import Iterator

from django.utils import timezone

from entregent.config.wiring import FOLLOWERS, connect_channels
from entregent.journal.followers import replay
from entregent.journal.models import Failure


def replay_all() -> Iterator[tuple[Failure, Exception | None]]:
    """Each fact put aside, oldest first, with what its follower raised this time (None: it is taken in)."""
    connect_channels()
    followers = {follower.name: follower for follower in FOLLOWERS}
    for failure in Failure.objects.filter(replayed_at=None, follower__in=followers).order_by("event"):
        try:
            replay(failure, followers[failure.follower], timezone.now())
        except Exception as error:  # told to the one who asked; the next may well pass
            yield failure, error
        else:
            yield failure, None
