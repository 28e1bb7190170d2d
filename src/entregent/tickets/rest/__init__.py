"""Tickets over REST."""

from entregent.tickets.rest import acting, opening, reading
from entregent.tickets.rest.router import router

__all__ = ["acting", "opening", "reading", "router"]
