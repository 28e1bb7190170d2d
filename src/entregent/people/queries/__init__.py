"""Reading persons, behind the walls of the current transaction."""

from entregent.people.queries.search import Found, search

__all__ = ["Found", "search"]
