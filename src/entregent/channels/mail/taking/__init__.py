"""A raw mail becomes a message of a ticket, a returned mail, nothing, or waits in quarantine."""

from entregent.channels.mail.taking.reception import Outcome, Waiting, take_in

__all__ = ["Outcome", "Waiting", "take_in"]
