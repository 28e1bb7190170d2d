"""Reading callbacks, behind the walls of the current transaction."""

from entregent.callbacks.queries.agenda import Agenda, agenda, of_ticket, open_of
from entregent.callbacks.queries.offers import Offer, days, hours_of, offer_of, offers, slots
from entregent.callbacks.queries.promises import Promises, promises
from entregent.callbacks.queries.timeline import SOURCE

__all__ = [
    "SOURCE",
    "Agenda",
    "Offer",
    "Promises",
    "agenda",
    "days",
    "hours_of",
    "of_ticket",
    "offer_of",
    "offers",
    "open_of",
    "promises",
    "slots",
]  # fmt: skip
