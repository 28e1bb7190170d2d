"""Reading the portal, behind the walls of its brand."""

from entregent.portal.queries.persons import known, opened_by
from entregent.portal.queries.requests import attachment, due, listing, mine, one, subjects, thread
from entregent.portal.queries.visits import Visit, portal_of, sessions_of, visit_of

__all__ = [
    "Visit", "attachment", "due", "known", "listing", "mine", "one", "opened_by", "portal_of", "sessions_of", "subjects",
    "thread", "visit_of",
]  # fmt: skip
