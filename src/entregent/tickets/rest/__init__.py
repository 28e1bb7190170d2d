"""Tickets over REST."""

from entregent.tickets.rest import acting, bulk, changing, opening, reading, recognition, tasks, views
from entregent.tickets.rest.router import router

__all__ = ["acting", "bulk", "changing", "opening", "reading", "recognition", "router", "tasks", "views"]
