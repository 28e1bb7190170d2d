"""Reading what the house knows."""

from entregent.knowledge.queries.search import Hit, address, search
from entregent.knowledge.queries.sites import Site, in_review, late, sites

__all__ = ["Hit", "Site", "address", "in_review", "late", "search", "sites"]
