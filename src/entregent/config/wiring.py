"""What reacts to what: the only place that knows every room's reactions and every channel."""

from entregent.channels.mail import reactions as mail
from entregent.channels.mail.port import MailChannel
from entregent.conversations.channel import register
from entregent.journal.followers import Follower, gather

FOLLOWERS = [Follower("reactions", gather([mail.REACTIONS]))]


def connect_channels() -> None:
    """Make every channel known to the conversations."""
    register(MailChannel())
