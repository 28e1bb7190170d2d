"""What a channel shows between a conversation and its composer: the room above that carries it says the address here."""

from django.urls import NoReverseMatch, reverse

from entregent.tickets.models import Ticket

_strips: dict[str, str] = {}


def strip(channel: str, address: str) -> None:
    """Let a channel draw a strip on its tickets; ``address`` is the name of a URL that takes a ticket's id."""
    _strips[channel] = address


def strip_of(ticket: Ticket) -> str:
    """Where the strip of a ticket is fetched; empty when it has none."""
    try:
        return reverse(_strips[ticket.channel], args=[ticket.id])
    except (KeyError, NoReverseMatch):
        return ""
