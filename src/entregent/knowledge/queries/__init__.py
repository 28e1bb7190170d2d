"""Reading what the house knows."""

from entregent.knowledge.queries.figures import articles_read, comments, figures, lost, missing, unread
from entregent.knowledge.queries.search import Hit, address, search
from entregent.knowledge.queries.sites import Site, in_review, late, sites

__all__ = [
    "Hit", "Site", "address", "articles_read", "comments", "figures", "in_review", "late", "lost",
    "missing", "search", "sites", "unread",
]  # fmt: skip
