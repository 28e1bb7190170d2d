"""Tickets over REST."""

from entregent.tickets.rest import acting, bulk, changing, opening, reading, tasks, views
from entregent.tickets.rest.router import router

__all__ = ["acting", "bulk", "changing", "opening", "reading", "router", "tasks", "views"]
