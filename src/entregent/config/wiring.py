"""What reacts to what: the only place that knows every room's reactions and every channel."""

from entregent.journal.followers import Follower, gather

FOLLOWERS = [Follower("reactions", gather([]))]


def connect_channels() -> None:
    """Make every channel known to the conversations."""
