"""Reading what the house knows."""

from entregent.knowledge.queries.search import Hit, address, search

__all__ = ["Hit", "address", "search"]
