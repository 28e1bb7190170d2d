"""What reacts to what: the only place that knows every room's reactions and every channel."""

from entregent.callbacks import reactions as callbacks
from entregent.callbacks.queries import SOURCE as CALLBACKS_TOLD
from entregent.channels.api.port import ApiChannel
from entregent.channels.chat import reactions as chat
from entregent.channels.chat.port import ChatChannel
from entregent.channels.chat.told import SOURCE as ASSISTED_TOLD
from entregent.channels.mail import reactions as mail
from entregent.channels.mail.port import MailChannel
from entregent.channels.voice import reactions as voice
from entregent.channels.voice.told import SOURCE as CALLS_TOLD
from entregent.conversations import reactions as conversations
from entregent.conversations.by_mail import AnsweredByMail
from entregent.conversations.channel import register
from entregent.journal.followers import Follower, gather
from entregent.knowledge import reactions as knowledge
from entregent.people import reactions as people
from entregent.people.queries import add_source
from entregent.portal.port import PortalChannel
from entregent.rights import reactions as rights
from entregent.rights.queries import SOURCE as RIGHTS_TOLD
from entregent.tickets import reactions as tickets
from entregent.tickets.queries.timeline import SOURCE as TICKETS_TOLD
from entregent.webhooks import follower as webhooks

FOLLOWERS = [
    Follower(
        "reactions",
        gather(
            [
                people.REACTIONS,
                conversations.REACTIONS,
                tickets.REACTIONS,
                knowledge.REACTIONS,
                mail.REACTIONS,
                callbacks.REACTIONS,
                rights.REACTIONS,
                chat.REACTIONS,
                voice.REACTIONS,
            ]
        ),
    ),
    Follower("webhooks", batch=webhooks.plan),
]


def connect_channels() -> None:
    """Make every channel known to the conversations."""
    register(MailChannel())
    register(ApiChannel())
    register(ChatChannel())
    register(PortalChannel())
    for name in ("web", "form", "phone", "script", "callback"):
        register(AnsweredByMail(name))


def connect_timeline() -> None:
    """Let the rooms above tell their part of a person's timeline."""
    add_source(TICKETS_TOLD)
    add_source(CALLBACKS_TOLD)
    add_source(ASSISTED_TOLD)
    add_source(CALLS_TOLD)
    add_source(RIGHTS_TOLD)
