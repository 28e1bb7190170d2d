"""Reading the portal, behind the walls of its brand."""

from entregent.portal.queries.consents import Choice, chosen, said
from entregent.portal.queries.persons import known, opened_by
from entregent.portal.queries.requests import attachment, due, listing, mine, one, subject_words, subjects, thread
from entregent.portal.queries.visits import Visit, portal_of, sessions_of, visit_of

__all__ = [
    "Choice", "Visit", "attachment", "chosen", "due", "known", "listing", "mine", "one", "opened_by", "portal_of", "said",
    "sessions_of", "subject_words", "subjects", "thread", "visit_of",
]  # fmt: skip
